import { it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXAMPLES } from '../support/example-operations.ts';
import { startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
it('m', async () => {
  const only = process.env['ONLY']?.split(',');
  for (const { name, text, variables } of EXAMPLES) {
    if (only !== undefined && !only.includes(name)) continue;
    const sandbox = await borrowSandbox();
    const gateway = await startGateway(sandbox, {
    panel: { kind: 'list', identifier: sandbox.panels.list },
    limits: { maxConcurrency: 128 },
  });
    await gateway.http.get('/readyz');
    let hold = sandbox.hold({});
    let done = false;
    const running = gateway.query(text, variables).then((a) => { done = true; return a; });
    const waves: number[] = [];
    while (!done) {
      let last = -1;
      while (!done && (hold.arrived === 0 || hold.arrived !== last)) { last = hold.arrived; await sleep(150); }
      if (done) break;
      const held = hold; hold = sandbox.hold({}); waves.push(held.arrived); held.release();
      await sleep(5);
    }
    hold.release();
    const answer = await running;
    console.log('W', name, waves.join(' + '), JSON.stringify(answer.errors ?? '').slice(0, 400), JSON.stringify(answer.extensions?.fhir.warnings ?? '').slice(0, 600));
    if (process.env['SHOW'] !== undefined) console.log(JSON.stringify(answer.data, null, 1));
    await gateway.close();
  }
}, 600_000);
