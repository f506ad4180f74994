/** How a work order's fields are compared on every platform: after NFC, whatever the case. */
export function foldField(text: string): string {
  return text.normalize("NFC").trim().toLowerCase();
}
