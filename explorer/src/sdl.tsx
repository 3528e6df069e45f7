/** A pane of GraphiQL that shows the schema as SDL, to read, copy or download. */
import { Button, RootTypeIcon, useGraphiQL } from '@graphiql/react';
import {
  type ASTNode,
  type GraphQLSchema,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { useMemo, useState } from 'react';

interface Choices {
  readonly sorted: boolean;
  readonly descriptions: boolean;
  readonly deprecated: boolean;
}

export const SDL_PLUGIN = { title: 'SDL', icon: RootTypeIcon, content: SdlPane };

function SdlPane() {
  const schema = useGraphiQL((state) => state.schema);
  const [sorted, setSorted] = useState(false);
  const [descriptions, setDescriptions] = useState(true);
  const [deprecated, setDeprecated] = useState(true);
  const [copied, setCopied] = useState('');
  const sdl = useMemo(
    () => (schema ? sdlOf(schema, { sorted, descriptions, deprecated }) : ''),
    [schema, sorted, descriptions, deprecated],
  );
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(sdl);
      setCopied('Copied.');
    } catch {
      setCopied('The browser did not allow it. Select the text below instead.');
    }
  };
  return (
    <section className="sdl" aria-label="SDL">
      <h2>SDL</h2>
      <Checkbox label="Sort by name" checked={sorted} onChange={setSorted} />
      <Checkbox label="Include descriptions" checked={descriptions} onChange={setDescriptions} />
      <Checkbox label="Include deprecated fields" checked={deprecated} onChange={setDeprecated} />
      <p>
        <Button onClick={() => download(sdl)}>Download</Button>
        <Button onClick={() => void copy()}>Copy</Button>
        <output>{copied}</output>
      </p>
      <pre>{sdl}</pre>
    </section>
  );
}

interface CheckboxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function Checkbox({ label, checked, onChange }: CheckboxProps) {
  return (
    <label>
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} /> {label}
    </label>
  );
}

function sdlOf(schema: GraphQLSchema, { sorted, descriptions, deprecated }: Choices): string {
  const sdl = printSchema(sorted ? lexicographicSortSchema(schema) : schema);
  if (descriptions && deprecated) return sdl;
  const shortened = visit(parse(sdl), {
    enter(node) {
      if (!deprecated && isDeprecated(node)) return null;
      return descriptions || !('description' in node) ? undefined : { ...node, description: undefined };
    },
  });
  return print(shortened);
}

function isDeprecated(node: ASTNode): boolean {
  return 'directives' in node && (node.directives ?? []).some(({ name }) => name.value === 'deprecated');
}

function download(sdl: string): void {
  const url = URL.createObjectURL(new Blob([sdl], { type: 'application/graphql' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'schema.graphql';
  link.click();
  URL.revokeObjectURL(url);
}
