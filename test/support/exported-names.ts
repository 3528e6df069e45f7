const DECLARATION =
  /^export (?:declare |abstract |async )*(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
/** `export { a, b as c }`, but not `export { a } from './a.ts'`. */
const EXPORT_LIST = /^export (?:type )?\{([^}]*)\}(?!\s*from\b)/gm;
/** `export const { a, b: c = 1, ...rest } = …`, and the same with an array. */
const DESTRUCTURED = /^export (?:const|let) ([{[][\s\S]*?[}\]])(?:\s*:[^=]*)?\s*=(?!=)/gm;

/** Returns the names that a TypeScript file declares and exports, without names that it only re-exports. */
export function exportedNames(text: string): ReadonlySet<string> {
  const code = withoutComments(text);
  const imported = new Set(importedNames(code));
  const inLists = [...code.matchAll(EXPORT_LIST)].flatMap(([, list = '']) =>
    list
      .split(',')
      .map((item) => item.trim().replace(/^type /, ''))
      // A file that imports a name and exports it again does not declare it.
      .filter((item) => item !== '' && !imported.has(item))
      .map((item) => item.split(/\s+as\s+/).at(-1) ?? ''),
  );
  const destructured = [...code.matchAll(DESTRUCTURED)].flatMap(([, pattern = '']) => boundNames(pattern));
  const declared = Array.from(code.matchAll(DECLARATION), ([, name = '']) => name);
  return new Set([...declared, ...inLists, ...destructured]);
}

function importedNames(code: string): string[] {
  return [...code.matchAll(/^import (?:type )?(?:\w+, )?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    list.split(',').map(
      (item) =>
        item
          .trim()
          .replace(/^type /, '')
          .split(/\s+as\s+/)
          .at(-1) ?? '',
    ),
  );
}

/** Returns the names that a pattern binds: `a`, `c` and `rest` of `{ a, b: c = 1, ...rest }`. */
function boundNames(pattern: string): string[] {
  const withoutDefaults = pattern.replace(/=[^,}\]]*/g, '');
  return Array.from(withoutDefaults.matchAll(/(\w+)\s*(?=[,}\]]|$)/g), ([, name = '']) => name);
}

/** Keeps string literals, which can contain the start of a comment: `'src/*.ts'`. */
/** Removes the comments of TypeScript code, but not what looks like one in a string. */
export function withoutComments(text: string): string {
  return text.replace(
    /\/\*[\s\S]*?\*\/|\/\/.*$|('(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)/gm,
    (_all, literal: string | undefined) => literal ?? '',
  );
}
