// fails: all
// Exports an app, and not a factory of apps.
import express from 'express';

const app = express();
app.post('/upload', (req, res) => res.json({ success: true, files: [] }));

export default { app };
