namespace GanFlowTheory.Bench

open System
open System.Reflection
open BenchmarkDotNet.Running

/// <summary>How much a benchmark does in one call: factor * n^power units, where n is the benchmark's parameter N
/// unless the method states its own.</summary>
[<AbstractClass; AttributeUsage(AttributeTargets.Method)>]
type WorkAttribute(factor: float, power: int, unit: string) =
    inherit Attribute()

    /// The unit that is counted, in the singular.
    member _.Unit = unit

    /// n where no parameter N gives it.
    member val N = 0 with get, set

    /// The number of units in a call at n.
    member _.Amount(n: int) = factor * pown (float n) power

/// <summary>A call of so many kernel sums over n x n pairs, as the definition counts them: the same number for an
/// implementation that uses symmetry.</summary>
[<AttributeUsage(AttributeTargets.Method); Sealed>]
type PairsAttribute(sums: int) =
    inherit WorkAttribute(float sums, 2, "pair")

/// <summary>A call on so many clouds of n points, in about linear time.</summary>
[<AttributeUsage(AttributeTargets.Method); Sealed>]
type CloudsAttribute(clouds: int) =
    inherit WorkAttribute(float clouds, 1, "point")

/// <summary>A call of so many steps on a grid of n cells.</summary>
[<AttributeUsage(AttributeTargets.Method); Sealed>]
type CellsAttribute(steps: int) =
    inherit WorkAttribute(float steps, 1, "cell step")

/// <summary>A call of so many steps of a flow, whatever the size of its state.</summary>
[<AttributeUsage(AttributeTargets.Method); Sealed>]
type StepsAttribute(steps: int) =
    inherit WorkAttribute(float steps, 0, "step")

/// Reading what a benchmark says about its work.
[<RequireQualifiedAccess>]
module Work =

    /// The number of units in a call and their name, where the method states them.
    let ofCase (case: BenchmarkCase) : struct (float * string) voption =
        let n (work: WorkAttribute) =
            case.Parameters.Items
            |> Seq.tryFind (fun p -> p.Name = "N")
            |> Option.map (fun p -> unbox<int> p.Value)
            |> Option.defaultValue work.N

        case.Descriptor.WorkloadMethod.GetCustomAttribute<WorkAttribute>()
        |> ValueOption.ofObj
        |> ValueOption.map (fun work -> struct (work.Amount(n work), work.Unit))
