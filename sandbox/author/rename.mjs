// For authors of katas: gives the names that a solution chose for itself other names. A test that fails
// then has looked at something that no specification promises.
//
// Reads `{ files: { path: text }, promised: [name] }` from standard input and writes `{ files, names }` as
// JSON: the files with every own member of a class renamed that is not promised, and the names that were.
import { readFileSync } from 'node:fs';
import { parseSync, traverse, transformFromAstSync, types } from '@babel/core';
import typescript from '@babel/preset-typescript';

const { files, promised } = JSON.parse(readFileSync(0, 'utf8'));
const trees = Object.entries(files).map(([file, text]) => [file, text, parseSync(text, settingsFor(file))]);
const inherits = Object.values(files).some((text) => /\bextends\b/.test(text));
const kept = new Set([...promised, ...namesOfTheLanguage(), ...trees.flatMap(([, , tree]) => parameterNames(tree))]);
const names = new Set(trees.flatMap(([, , tree]) => ownMembers(tree)).filter(isFree));
const renamed = trees.map(([file, text, tree]) => [file, names.size ? print(rename(tree), text, file) : text]);
process.stdout.write(JSON.stringify({ files: Object.fromEntries(renamed), names: [...names] }));

/** Node's own classes have fields with an underscore, which matter to those that extend them. */
function isFree(name) {
  return !kept.has(name) || (name.startsWith('_') && !inherits && !promised.includes(name));
}

function settingsFor(file) {
  const presets = /\.[cm]?ts$/.test(file) ? [[typescript, { onlyRemoveTypeImports: true }]] : [];
  const sourceType = /\.c[jt]s$/.test(file) ? 'script' : 'unambiguous';
  return { filename: `/${file}`, presets, sourceType, configFile: false, babelrc: false, retainLines: true };
}

function print(tree, text, file) {
  return transformFromAstSync(tree, text, settingsFor(file)).code;
}

/** What classes declare, and what is assigned to `this`. */
function ownMembers(tree) {
  const found = [];
  const note = ({ key, computed }) => {
    if (!computed && key.type === 'Identifier') found.push(key.name);
  };
  traverse(tree, {
    'ClassMethod|ClassProperty'({ node }) {
      note(node);
    },
    AssignmentExpression({ node: { left } }) {
      if (types.isMemberExpression(left) && types.isThisExpression(left.object))
        note({ key: left.property, computed: left.computed });
    },
  });
  return found;
}

/** The members that TypeScript makes of a constructor's parameters: the name is a variable's, too. */
function parameterNames(tree) {
  const found = [];
  traverse(tree, {
    TSParameterProperty({ node: { parameter } }) {
      found.push((parameter.left ?? parameter).name); // with a default value, or without
    },
  });
  return found;
}

function rename(tree) {
  const change = (node, key) => {
    if (!node.computed && node[key].type === 'Identifier' && names.has(node[key].name))
      node[key] = types.identifier(`${node[key].name}Renamed`);
  };
  traverse(tree, {
    'ClassMethod|ClassProperty|ObjectMethod'({ node }) {
      change(node, 'key');
    },
    'MemberExpression|OptionalMemberExpression'({ node }) {
      change(node, 'property');
    },
    ObjectProperty({ node }) {
      node.shorthand = false;
      change(node, 'key');
    },
  });
  return tree;
}

/** Every property name of the objects that the language and Node bring: those mean something already. */
function namesOfTheLanguage() {
  const names = new Set(['value', 'done', 'constructor', 'default', 'exports']);
  const seen = new Set();
  const visit = (value, depth) => {
    if (Object(value) !== value || seen.has(value) || depth > 4) return;
    seen.add(value);
    for (const [name, { value: inner }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
      names.add(name);
      visit(inner, depth + 1);
    }
    visit(Object.getPrototypeOf(value), depth);
  };
  visit(globalThis, 0);
  for (const name of ['events', 'stream', 'http', 'worker_threads', 'fs']) visit(process.getBuiltinModule(name), 1);
  return names;
}
