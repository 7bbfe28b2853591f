/** What Vite makes of imports that are no TypeScript. */
declare module '*.css';
/** The whole worker within the page. */
declare module '*?worker&inline' {
  const Inline: new () => Worker;
  export default Inline;
}
