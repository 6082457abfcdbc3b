namespace GanFlowTheory.Core

open System
open System.Globalization

/// Numbers as a reader sees them: invariant, with a true minus sign, powers of ten as superscripts, and a dash for
/// anything that is not finite.
module internal Numerals =

    /// What stands where no number is.
    let missing = "—"

    let private invariant = CultureInfo.InvariantCulture

    let private trueMinus (s: string) = s.Replace("-", "−")

    let private trimZeros (s: string) =
        if s.Contains '.' then s.TrimEnd('0').TrimEnd('.') else s

    /// "10" with the exponent raised.
    let powerOfTen (exponent: int) : string =
        let raise (c: char) =
            match c with
            | '-' -> '⁻'
            | '1' -> '¹'
            | '2' -> '²'
            | '3' -> '³'
            | c -> char (int '⁰' + int c - int '0')

        "10" + String.map raise (exponent.ToString invariant)

    /// A value with the given number of significant digits, trailing zeros dropped.
    let significant (digits: int) (value: float) : string =
        let a = abs value

        if not (Double.IsFinite value) then
            missing
        elif value = 0.0 then
            "0"
        elif a >= 1e-2 && a < 1e5 then
            let decimals = max 0 (digits - 1 - int (floor (log10 a)))
            value.ToString("F" + string decimals, invariant) |> trimZeros |> trueMinus
        else
            let parts = value.ToString("E" + string (digits - 1), invariant).Split('E')
            trueMinus (trimZeros parts[0]) + " × " + powerOfTen (int parts[1])

    /// A value with four significant digits.
    let short (value: float) : string = significant 4 value

    /// A value with a fixed number of decimals.
    let fixedDecimals (decimals: int) (value: float) : string =
        let s = value.ToString("F" + string decimals, invariant)
        // A value that rounds to zero carries no sign.
        if String.forall (fun c -> c = '-' || c = '0' || c = '.') s then
            s.TrimStart '-'
        else
            trueMinus s

    /// A count with thousands separated.
    let count (value: int) : string = value.ToString("N0", invariant)

    /// A drawing coordinate: two decimals are below what a screen shows.
    let coordinate (value: float) : string =
        let s = value.ToString("0.##", invariant)
        if s = "-0" then "0" else s

    /// The string itself, or a dash where it spells a value that is not finite.
    let orMissing (s: string) : string =
        match s.Trim() with
        | ""
        | "NaN"
        | "Infinity"
        | "-Infinity"
        | "∞"
        | "-∞" -> missing
        | _ -> s
