/** Queries imaging studies, their reports and media, on a server with odd data. */
import { afterEach, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { createMemoryAudit, type MemoryAudit } from '../support/memory-audit.ts';
import { type RecordOfServer, type RecordServer, startRecordServer } from '../support/record-server.ts';

const subject = { reference: 'Patient/a' };
const head = { system: 'http://snomed.info/sct', code: '69536005', display: 'Head structure' };

const study = (id: string, more: object = {}): RecordOfServer => ({
  resourceType: 'ImagingStudy',
  id,
  status: 'available',
  subject,
  started: '2026-02-01T08:00:00Z',
  ...more,
});
const report = (id: string, more: object = {}): RecordOfServer => ({
  resourceType: 'DiagnosticReport',
  id,
  status: 'final',
  subject,
  code: { text: `Report ${id}` },
  effectiveDateTime: '2026-02-02',
  ...more,
});
const naming = (...ids: string[]): object => ({
  imagingStudy: ids.map((id) => ({ reference: `ImagingStudy/${id}` })),
});

const CT = study('ct', {
  identifier: [
    { system: 'urn:dicom:uid', value: 'urn:oid:1.2.3' },
    { type: { coding: [{ code: 'ACSN' }] }, value: 'RAD1' },
  ],
  modality: [{ code: 'CT', display: 'Computed Tomography' }],
  basedOn: [{ reference: 'ServiceRequest/o', display: 'CT head' }],
  endpoint: [{ display: 'Archive' }],
  numberOfSeries: '2',
  numberOfInstances: 40,
  series: [
    { uid: '1.2.3.1', number: 1, bodySite: head, numberOfInstances: 20, modality: { code: 'CT' } },
    { uid: '1.2.3.2', number: 2, bodySite: head, laterality: { display: 'Left' }, started: '2026-02-01' },
  ],
});

let server: RecordServer;
let gateway: Gateway;
let kept: MemoryAudit;

async function start(...records: RecordOfServer[]): Promise<void> {
  server = await startRecordServer([{ resourceType: 'Patient', id: 'a' }, ...records]);
  kept = createMemoryAudit({ upstream: server.baseUrl });
  gateway = await startGateway(server, { server: { audit: kept.audit } });
}

afterEach(async () => {
  await gateway.close();
  await server.close();
});

const searchesOf = (type: string): string[] =>
  server.requests.filter((place) => place.startsWith(`${type}?`) && !place.includes('_id='));

describe('imaging studies', () => {
  it('names only the reports of the study in the audit', async () => {
    await start(CT, report('of-study', naming('ct')), report('of-other', naming('other')));
    const { data } = await gateway.query('{ imagingStudy(id: "ct") { reports { id } } }');
    expect(data).toEqual({ imagingStudy: { reports: [{ id: 'of-study' }] } });
    const audited = JSON.stringify(kept.take());
    expect(audited).toContain('DiagnosticReport/of-study');
    expect(audited).not.toContain('of-other');
  });

  it('shows what was taken, where the images are, and a number that was sent as a string with a warning', async () => {
    await start(CT, study('old', { started: '2025-01-01' }), study('wrong', { status: 'entered-in-error' }));
    const { data, extensions } = await gateway.query(`{ patient(id: "a") { imagingStudies {
      id name status uid accession { value } seriesCount instanceCount bodySites { code }
      basedOn { display } endpoints { display }
      series { uid number instanceCount laterality { display } started modality { code } }
    } } }`);
    expect(data).toMatchObject({
      patient: {
        imagingStudies: [
          {
            id: 'ct',
            name: 'Computed Tomography',
            status: 'AVAILABLE',
            uid: '1.2.3',
            accession: { value: 'RAD1' },
            seriesCount: 2,
            instanceCount: 40,
            bodySites: [{ code: '69536005' }],
            basedOn: [{ display: 'CT head' }],
            endpoints: [{ display: 'Archive' }],
            series: [
              { uid: '1.2.3.1', number: 1, instanceCount: 20, laterality: null, modality: { code: 'CT' } },
              { uid: '1.2.3.2', number: 2, laterality: { display: 'Left' }, started: '2026-02-01' },
            ],
          },
          { id: 'old', name: null, accession: null, uid: null, series: [], bodySites: [] },
        ],
      },
    });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual([
      'ENTERED_IN_ERROR_LEFT_OUT',
      'NUMBER_IN_TEXT',
    ]);
    expect(searchesOf('ImagingStudy')).toHaveLength(1);
  });

  it('finds the reports of all studies in the one search that the list of reports sends', async () => {
    await start(
      CT,
      study('mr'),
      report('of-ct', { ...naming('ct'), effectiveDateTime: '2026-02-03' }),
      report('of-both', naming('ct', 'mr')),
      report('of-none'),
      report('mistaken', { ...naming('ct'), status: 'entered-in-error' }),
    );
    const { data, extensions } = await gateway.query(`{ patient(id: "a") {
      imagingStudies { id reports { id } } diagnosticReports { id }
    } }`);
    expect(data).toMatchObject({
      patient: {
        imagingStudies: [
          { id: 'ct', reports: [{ id: 'of-ct' }, { id: 'of-both' }] },
          { id: 'mr', reports: [{ id: 'of-both' }] },
        ],
      },
    });
    expect(searchesOf('DiagnosticReport')).toHaveLength(1);
    const { requests = 0, estimatedRequests = 0 } = extensions?.fhir ?? {};
    expect(estimatedRequests).toBeGreaterThanOrEqual(requests);
  });

  it('leads from a report to its studies and media without a search of reports', async () => {
    const photo = { contentType: 'text/plain', data: 'SGVsbG8=', title: 'Key image' };
    await start(
      CT,
      report('r', {
        ...naming('ct'),
        media: [{ comment: 'Fracture', link: { reference: 'Media/m' } }, null, { link: 'broken' }],
      }),
      {
        resourceType: 'Media',
        id: 'm',
        status: 'completed',
        subject,
        content: photo,
        createdDateTime: '2026',
      },
    );
    const { data, errors } = await gateway.query(`{ diagnosticReport(id: "r") {
      imagingStudies { resource { id instanceCount } }
      media { comment link { resource { name status created content { contentType text data } } } }
    } }`);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      diagnosticReport: {
        imagingStudies: [{ resource: { id: 'ct', instanceCount: 40 } }],
        media: [
          {
            comment: 'Fracture',
            link: {
              resource: {
                name: 'Key image',
                status: 'COMPLETED',
                created: '2026',
                content: { contentType: 'text/plain', text: 'Hello', data: 'SGVsbG8=' },
              },
            },
          },
          { comment: null, link: null },
        ],
      },
    });
    expect(server.requests.filter((place) => !place.startsWith('Patient'))).toHaveLength(3);
  });
});
