import { errorAt } from 'epic-fhir-graphql-client';
import { client, graphql } from './graph.ts';

const LABS = graphql(`
  query Labs($id: ID!) {
    patient(id: $id) {
      fullName
      birthDate
      labResults(first: 3) {
        name
        valueText
        isAbnormal
        isEnteredInError
      }
    }
  }
`);

const result = await client.query(LABS, { id: 'erXuFYUfucBZaryVksYEcMg3' });
const failure = errorAt(result, ['patient', 'labResults']);
if (failure === null) console.log(result.data?.patient?.labResults);
else console.log('Labs failed:', failure.code ?? failure.message);
