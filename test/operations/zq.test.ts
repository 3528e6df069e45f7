import { it } from 'vitest';
import { readFileSync } from 'node:fs';
import { startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
it('q', async () => {
    const sandbox = await borrowSandbox();
    const gateway = await startGateway(sandbox, { panel: { kind: 'list', identifier: sandbox.panels.list } });
    const answer = await gateway.query(readFileSync('/tmp/q.graphql', 'utf8'));
    console.log(JSON.stringify(answer.data, null, 1), JSON.stringify(answer.errors ?? ''), JSON.stringify(answer.extensions).slice(0, 1500));
    await gateway.close();
}, 600_000);
