/** Makes screen readers say a text. */
export function announce(text: string): void {
  const announcement = document.getElementById('announcement');
  if (announcement !== null) announcement.textContent = text;
}
