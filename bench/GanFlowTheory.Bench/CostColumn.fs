namespace GanFlowTheory.Bench

open System.Globalization
open BenchmarkDotNet.Columns
open BenchmarkDotNet.Reports
open BenchmarkDotNet.Running

/// <summary>The mean time divided by the work of a call: nanoseconds per pair of points, point, or cell
/// and step.</summary>
[<Sealed>]
type CostColumn() =

    let cost (summary: Summary) (case: BenchmarkCase) =
        let mean =
            summary[case]
            |> ValueOption.ofObj
            |> ValueOption.bind (fun report -> ValueOption.ofObj report.ResultStatistics)
            |> ValueOption.map _.Mean

        match Work.ofCase case, mean with
        | ValueSome(struct (amount, unit)), ValueSome mean ->
            (mean / amount).ToString("0.000", CultureInfo.InvariantCulture) + " ns/" + unit
        | _ -> "-"

    interface IColumn with
        member _.Id = "Cost"
        member _.ColumnName = "Cost"
        member _.AlwaysShow = true
        member _.Category = ColumnCategory.Custom
        member _.PriorityInCategory = 0
        member _.IsNumeric = true
        member _.UnitType = UnitType.Dimensionless

        member _.Legend =
            "Mean divided by the pairs of points summed over in a call, by its points, or by its cells times steps"

        member _.GetValue(summary: Summary, case: BenchmarkCase) = cost summary case
        member _.GetValue(summary: Summary, case: BenchmarkCase, _: SummaryStyle) = cost summary case

        member _.IsDefault(_, _) = false

        member _.IsAvailable summary =
            summary.BenchmarksCases |> Seq.exists (fun case -> (Work.ofCase case).IsSome)
