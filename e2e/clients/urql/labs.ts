import { errorAt } from 'epic-fhir-graphql-client';
import { client } from './client.ts';
import { LABS } from './query.ts';

const result = await client.query(LABS, { id: 'erXuFYUfucBZaryVksYEcMg3' });
const failure = errorAt(result, ['patient', 'labResults']);
if (failure === null) console.log(result.data?.patient?.labResults);
else console.log('Labs failed:', failure.code ?? failure.message);
