/** One icon of the sprite, whose address base.html gives; decoration, so hidden from screen readers. */
export function Icon({ name, className = "" }) {
  return (
    <svg className={`icon ${className}`} width="20" height="20" aria-hidden="true" focusable="false">
      <use href={`${document.documentElement.dataset.icons}#${name}`} />
    </svg>
  );
}
