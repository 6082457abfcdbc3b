namespace GanFlowTheory.Laws

open System
open System.Globalization
open GanFlowTheory.Core

/// Readable texts of numbers, points and weights.
module internal Show =

    let number (v: float) : string =
        v.ToString("R", CultureInfo.InvariantCulture)

    let numbers (values: float[]) : string =
        "(" + String.Join(", ", Array.map number values) + ")"

    let points (p: Points) : string =
        "[" + String.Join("; ", Points.toRows p |> Array.map numbers) + "]"
