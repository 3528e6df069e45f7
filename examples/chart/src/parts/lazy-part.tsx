/** Loads the code of a heavy part, such as a plot, when it is first shown. A placeholder, and perhaps a failure, take its place until then. */
import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { type Failure, NO_RESPONSE } from '../failures.ts';
import { capitalize } from '../formatting.ts';
import { FailureNote } from './failure-note.tsx';
import { Skeleton } from './skeleton.tsx';

/** A new version of the app has other files. */
const NOT_LOADED: Failure = {
  ...NO_RESPONSE,
  code: 'CODE_NOT_LOADED',
  advice: `${NO_RESPONSE.advice} If that does not help, reload the page.`,
};

interface Options {
  /** The part within a sentence, such as `the trend`. */
  readonly what: string;
  /** The lines of the placeholder. */
  readonly lines: number;
}

interface LazyPart<Props extends object> {
  (props: Props): ReactNode;
  /** Loads the code before it is needed. A failure shows when the part does. */
  readonly preload: () => void;
}

/** @param load imports the component; its file is a chunk of its own */
export function createLazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { what, lines }: Options,
): LazyPart<Props> {
  let loaded: ComponentType<Props> | null = null;
  const start = async (): Promise<void> => {
    loaded ??= await load();
  };

  function Part(props: Props) {
    const [attempt, setAttempt] = useState(0);
    const [hasFailed, setHasFailed] = useState(false);
    const [, setIsLoaded] = useState(loaded !== null);

    useEffect(() => {
      start().then(
        () => setIsLoaded(true),
        () => setHasFailed(true),
      );
    }, [attempt]);

    const retry = () => {
      setHasFailed(false);
      setAttempt(attempt + 1);
    };
    const Content = loaded;
    if (Content !== null) return <Content {...props} />;
    if (hasFailed) return <FailureNote failure={NOT_LOADED} what={capitalize(what)} onRetry={retry} />;
    return <Skeleton what={what} lines={lines} />;
  }

  return Object.assign(Part, { preload: () => void start().catch(() => undefined) });
}
