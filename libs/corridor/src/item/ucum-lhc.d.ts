/** The part of @lhncbc/ucum-lhc that is used; the package brings no types. */
declare module '@lhncbc/ucum-lhc' {
  export class UcumLhcUtils {
    static getInstance(): UcumLhcUtils;
    /** `valid` also for what it can guess; `ucumCode` is what it took the text for. */
    validateUnitString(code: string): { readonly status: 'valid' | 'invalid' | 'error'; readonly ucumCode: string | null };
    convertUnitTo(from: string, value: number, to: string): { readonly status: 'succeeded' | 'failed' | 'error'; readonly toVal: number | null };
  }
}
