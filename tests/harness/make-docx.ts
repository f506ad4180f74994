import { strToU8, zipSync } from "fflate";

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="m"';
const styles = `${head}<w:styles ${names}>
<w:style w:styleId="a3"><w:name w:val="Title"/></w:style>
<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Sub"><w:name w:val="소제목"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
</w:styles>`;

/** A Word document (.docx) whose body is this WordprocessingML; styles: a3 title, 1 heading 1, Sub heading 2. */
export function makeDocx(body: string): Uint8Array {
  return zipSync({
    "word/document.xml": strToU8(`${head}<w:document ${names}><w:body>${body}</w:body></w:document>`),
    "word/styles.xml": strToU8(styles),
    "word/header1.xml": strToU8(`${head}<w:hdr ${names}><w:p><w:r><w:t>Running title</w:t></w:r></w:p></w:hdr>`),
  });
}

export const paragraph = (text: string, style?: string) =>
  `<w:p>${style === undefined ? "" : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

export const table = (rows: string[][]) =>
  `<w:tbl>${rows.map((cells) => `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("")}</w:tr>`).join("")}</w:tbl>`;
