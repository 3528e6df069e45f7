import { errorAt } from 'epic-fhir-graphql-client';
import Labs, { type Labs$input, type Labs$result } from './.houdini/artifacts/Labs.ts';
import { HoudiniClient } from './.houdini/index.ts';

const store = new HoudiniClient().observe<Labs$result, Labs$input>({ artifact: Labs });
const result = await store.send({ variables: { id: 'erXuFYUfucBZaryVksYEcMg3' } });
const failure = errorAt(result, ['patient', 'labResults']);
if (failure === null) console.log(result.data?.patient?.labResults);
else console.log('Labs failed:', failure.code ?? failure.message);
