import { strToU8, zipSync } from "fflate";

type Cell = string | number | Date | undefined;

/** A workbook (.xlsx) of one sheet, as a spreadsheet program would save it: texts inline, dates as styled day numbers. */
export function makeWorkbook(rows: Cell[][], level: 0 | 6 | 9 = 6): Uint8Array {
  return zipSync(
    {
      "[Content_Types].xml": strToU8(contentTypes),
      "_rels/.rels": strToU8(relations("officeDocument", "xl/workbook.xml")),
      "xl/_rels/workbook.xml.rels": strToU8(relations("worksheet", "worksheets/sheet1.xml", ["styles", "styles.xml"])),
      "xl/workbook.xml": strToU8(workbook),
      "xl/styles.xml": strToU8(styles),
      "xl/worksheets/sheet1.xml": strToU8(sheet(rows)),
    },
    { level },
  );
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const contentTypes = `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>`;
const workbook = `${head}<workbook ${main} xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const styles = `${head}<styleSheet ${main}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`;

function relations(...parts: (string | [type: string, target: string])[]): string {
  const [type, target, ...more] = parts as [string, string, ...[string, string][]];
  const all = [[type, target] as const, ...more];
  const items = all.map(
    ([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${office}/${type}" Target="${target}"/>`,
  );
  return `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join("")}</Relationships>`;
}

function sheet(rows: Cell[][]): string {
  const lines = rows.map((cells, row) => {
    const found = cells.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${row + 1}`));
    return `<row r="${row + 1}">${found.join("")}</row>`;
  });
  return `${head}<worksheet ${main}><sheetData>${lines.join("")}</sheetData></worksheet>`;
}

function cellXml(cell: Cell, at: string): string {
  if (cell === undefined) return "";
  if (typeof cell === "number") return `<c r="${at}"><v>${cell}</v></c>`;
  if (cell instanceof Date) return `<c r="${at}" s="1"><v>${cell.getTime() / 86_400_000 + 25_569}</v></c>`;
  const text = cell.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
}
