export {
  findGalleryPicture,
  type GalleryItem,
  type GalleryItemsOptions,
  type GalleryPicture,
  galleryItems,
  galleryPictures,
  renderGalleryPicture,
} from "./gallery.js";
export { GALLERY_MIME_TYPE } from "./render.js";
