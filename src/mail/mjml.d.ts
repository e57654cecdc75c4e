/** The part of MJML 5 that Halfhour uses; the package has no types of its own. */
declare module 'mjml' {
  export interface MjmlOptions {
    filePath?: string
    ignoreIncludes?: boolean
    fonts?: Record<string, string>
    validationLevel?: 'strict' | 'soft' | 'skip'
    keepComments?: boolean
    minify?: boolean
  }
  export default function mjml2html(source: string, options?: MjmlOptions): Promise<{ html: string }>
}
