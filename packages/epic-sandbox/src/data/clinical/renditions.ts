/** Renders documents as HTML, RTF, C-CDA and PDF, in Epic's style. */

export interface Section {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** Returns HTML in the style of Epic's note viewer, with inline styles on every element. */
export function renderHtml(title: string, sections: readonly Section[]): string {
  const body = sections
    .map(
      ({ heading, lines }) =>
        `<p style="margin:0;font-weight:bold"><span style="font-size:10pt">${escapeMarkup(heading)}</span></p>` +
        `<ul style="margin-top:0">${lines.map((line) => `<li><span style="font-size:10pt">${escapeMarkup(line)}</span></li>`).join('')}</ul>`,
    )
    .join('\r\n');
  return (
    `<div class="fmtConv" style="line-height:normal;font-family:Segoe UI;color:#000000">\r\n` +
    `<div style="font-size:12pt">${escapeMarkup(title)}&nbsp;</div>\r\n${body}\r\n</div>`
  );
}

/** Returns RTF 1.9 with escapes for all non-ASCII characters, and with a style table that readers must not treat as text. */
export function renderRtf(title: string, sections: readonly Section[]): string {
  const body = sections
    .map(
      ({ heading, lines }) =>
        `\\pard\\b ${escapeRtf(heading)}\\b0\\par\r\n` +
        lines.map((line) => `\\pard\\li360\\bullet\\tab ${escapeRtf(line)}\\par\r\n`).join(''),
    )
    .join('');
  return (
    '{\\rtf1\\epic10403\\ansi\\ansicpg1252\\deff0' +
    '{\\fonttbl{\\f0\\fswiss Segoe UI;}{\\f1\\fswiss\\fcharset0 Arial;}}' +
    '{\\colortbl ;\\red0\\green0\\blue0;}' +
    '{\\stylesheet{\\ql\\plain\\f0\\fs20 Normal;}}' +
    '{\\*\\generator Embedded sandbox}\r\n' +
    `\\viewkind4\\uc1\\plain\\f0\\fs24 ${escapeRtf(title)}\\par\\fs20\r\n${body}}`
  );
}

/** Returns HTML like Epic's for unformatted text: only its lines. */
export function plainTextToHtml(text: string): string {
  return (
    `<div class="fmtConv" style="line-height:normal;font-family:Segoe UI;color:#000000">\r\n` +
    `<div><span style="font-size:10pt">${linesOf(text).map(escapeMarkup).join('</span><br><span style="font-size:10pt">')}</span></div>\r\n</div>`
  );
}

/** Returns the same in RTF 1.9. */
export function plainTextToRtf(text: string): string {
  return (
    '{\\rtf1\\epic10403\\ansi\\ansicpg1252\\deff0' +
    '{\\fonttbl{\\f0\\fswiss Segoe UI;}}{\\colortbl ;\\red0\\green0\\blue0;}' +
    '{\\*\\generator Embedded sandbox}\r\n' +
    `\\viewkind4\\uc1\\plain\\f0\\fs20 ${linesOf(text)
      .map((line) => `${escapeRtf(line)}\\par\r\n`)
      .join('')}}`
  );
}

function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/);
}

/** Returns a C-CDA document, reduced to the parts that a text reader needs. */
export function renderSummary(title: string, sections: readonly Section[]): string {
  const body = sections
    .map(
      ({ heading, lines }) =>
        `<component><section><title>${escapeMarkup(heading)}</title><text><list>` +
        `${lines.map((line) => `<item>${escapeMarkup(line)}</item>`).join('')}</list></text></section></component>`,
    )
    .join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<ClinicalDocument xmlns="urn:hl7-org:v3"><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>' +
    `<title>${escapeMarkup(title)}</title><component><structuredBody>${body}</structuredBody></component></ClinicalDocument>`
  );
}

/** Returns a PDF of one page with one line of text. Its offset table passes strict readers. */
export function renderPdf(line: string): Buffer {
  const text = `BT /F1 12 Tf 72 720 Td (${line.replace(/[()\\]/g, String.raw`\$&`)}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = file.length;
  const count = objects.length + 1;
  file += `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}`;
  file += `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Escapes Latin letters as bytes of code page 1252. Escapes all others as signed UTF-16 units, with `?` for old readers. */
export function escapeRtf(text: string): string {
  return Array.from({ length: text.length }, (_, place) => {
    const unit = text.charCodeAt(place);
    const character = text.charAt(place);
    if (/[\\{}]/.test(character)) return `\\${character}`;
    if (unit < 0x80) return character;
    if (unit >= 0xa0 && unit <= 0xff) return `\\'${unit.toString(16)}`;
    return `\\u${unit > 0x7fff ? unit - 0x1_00_00 : unit}?`;
  }).join('');
}
