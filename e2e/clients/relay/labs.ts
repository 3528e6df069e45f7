import { errorCodes } from 'epic-fhir-graphql-client';
import { fetchQuery } from 'relay-runtime';
import LABS, { type labsQuery } from './__generated__/labsQuery.graphql.ts';
import { environment } from './environment.ts';

const id = 'erXuFYUfucBZaryVksYEcMg3';
const data = await fetchQuery<labsQuery>(environment, LABS, { id }).toPromise();
const labs = data?.patient?.labResults;
if (labs?.ok === false) console.log('Labs failed:', ...errorCodes(labs));
else console.log(labs?.value);
