/** The buttons for the operation in the editor, next to its tabs. */
import { CopyMenu } from './copy-menu.tsx';
import { useOperation } from './operation.ts';
import { usePrice } from './price.ts';
import { PriceView } from './price-view.tsx';
import { useSession } from './session.ts';

interface ToolbarProps {
  readonly needsToken: boolean;
  /** Whether people sign in at the FHIR server, and send a cookie. */
  readonly canSignIn: boolean;
}

/** The children of GraphiQL's logo, whose place this takes. */
export function Toolbar({ needsToken, canSignIn }: ToolbarProps) {
  const operation = useOperation();
  const session = useSession();
  const price = usePrice(operation, {
    needsToken: (needsToken || canSignIn) && session.kind !== 'signed-in',
  });
  return (
    <div id="toolbar">
      <PriceView price={price} />
      <CopyMenu operation={operation} needsToken={needsToken} />
    </div>
  );
}
