/** The part of @lhncbc/ucum-lhc that is used; the package brings no types. */
declare module '@lhncbc/ucum-lhc' {
  interface UcumLhcUtils {
    /** `valid` also for what it can guess; `ucumCode` is what it took the text for. */
    validateUnitString(code: string): { readonly status: 'valid' | 'invalid' | 'error'; readonly ucumCode: string | null };
    convertUnitTo(from: string, value: number, to: string): { readonly status: 'succeeded' | 'failed' | 'error'; readonly toVal: number | null };
  }
  const package_: { readonly UcumLhcUtils: { getInstance(): UcumLhcUtils } };
  export default package_;
  export type { UcumLhcUtils };
}
