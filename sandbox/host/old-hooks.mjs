// Loader hooks of old-loader.mjs: what a file of the solution imports is as fresh as that file.
let root;

export function initialize(data) {
  ({ root } = data);
}

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const { search } = new URL(context.parentURL ?? 'file:///');
  const isFresh = search.startsWith('?act=') && found.url.startsWith(root) && !found.url.includes('/node_modules/');
  return isFresh ? { ...found, url: found.url.replace(/\?.*$/s, '') + search } : found;
}
