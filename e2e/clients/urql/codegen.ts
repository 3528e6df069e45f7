import { clientPreset } from 'epic-fhir-graphql-client/codegen';

export default clientPreset({ documents: ['*.ts'], output: 'gql/', importExtension: '.ts' });
