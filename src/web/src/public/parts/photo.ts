/**
 * A photo as it leaves the device: turned upright, no larger than it is looked at, and without what a camera writes into it (place,
 * time, device). What cannot be drawn here goes as it is; the service takes the same things out.
 */
const LONG_SIDE = 2000;

export async function prepared(file: Blob): Promise<Blob> {
  if (!file.type.startsWith('image/')) return file;
  const address = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(1, LONG_SIDE / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    const brush = canvas.getContext('2d');
    if (!brush) return file;
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob((made) => resolve(made ?? file), 'image/jpeg', 0.88));
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}
