type Line = { text: string; size?: number; top: number };

/** A PDF of these pages, set in Helvetica; a page without lines is blank, as a scan without its picture would be. */
export function makePdf(pages: Line[][], { title, encrypted = false }: { title?: string; encrypted?: boolean } = {}) {
  const objects: string[] = [];
  const add = (body: string) => objects.push(body);
  const kids = pages.map((_, index) => `${4 + index * 2} 0 R`).join(" ");
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add(`<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`);
  add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  for (const [index, lines] of pages.entries()) {
    const content = lines
      .map(({ text, size = 11, top }) => `BT /F1 ${size} Tf 1 0 0 1 72 ${top} Tm (${escaped(text)}) Tj ET`)
      .join("\n");
    const resources = "<< /Font << /F1 3 0 R >> >>";
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources ${resources} /Contents ${5 + index * 2} 0 R >>`,
    );
    add(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
  }
  if (title !== undefined) add(`<< /Title (${escaped(title)}) >>`);
  const info = title === undefined ? "" : ` /Info ${objects.length} 0 R`;
  if (encrypted) add(`<< /Filter /Standard /V 1 /R 2 /P -4 /O <${"00".repeat(32)}> /U <${"11".repeat(32)}> >>`);
  const lock = encrypted ? ` /Encrypt ${objects.length} 0 R /ID [<00> <00>]` : "";

  let file = "%PDF-1.4\n";
  const offsets = objects.map((body, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R${info}${lock} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, "latin1");
}

function escaped(text: string): string {
  return text.replaceAll(/[()\\]/g, "\\$&");
}
