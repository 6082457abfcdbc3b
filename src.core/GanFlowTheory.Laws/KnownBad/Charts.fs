namespace GanFlowTheory.Laws

open GanFlowTheory.Core

/// <summary>Generator parameters whose chart is wrong: what it does to pushed velocities, pulled vectors and
/// mobilities.</summary>
[<NoComparison; NoEquality>]
type internal ChartFlaw =
    {
        Pushed: Points -> Points
        Pulled: Points -> Points
        Moved: float[] -> float[]
    }

/// <summary>Generator parameters with a flaw in their chart.</summary>
[<Sealed>]
type internal FlawedChart(flaw: ChartFlaw, parameters: ParameterState) =
    let chart = parameters :> IParametric

    interface IMeasure with
        member _.Nodes = parameters.Nodes
        member _.Weights = parameters.Weights

    interface IState<FlawedChart> with
        member _.Coordinates = (parameters :> IState<ParameterState>).Coordinates

        member _.At coordinates =
            FlawedChart(flaw, (parameters :> IState<ParameterState>).At coordinates)

        member _.PullBack c =
            (parameters :> IState<ParameterState>).PullBack c

    interface IParametric with
        member _.Push rate = flaw.Pushed(chart.Push rate)
        member _.Pull vectors = chart.Pull(flaw.Pulled vectors)

        member _.Mobilities() =
            Array.map flaw.Moved (chart.Mobilities())

/// Known-bad charts of generator parameters.
[<RequireQualifiedAccess>]
module internal BadCharts =

    let private flawed (flaw: ChartFlaw) : StateKind<FlawedChart> =
        {
            Name = "bad"
            Of = fun w x -> FlawedChart(flaw, ParameterKind.affine.Of w x)
            Speed = fun _ rate _ -> Array.sumBy abs rate
        }

    let all: KnownBad list =
        let sound = { Pushed = id; Pulled = id; Moved = id }

        let twice = { sound with Pushed = Points.scale 2.0 }

        let unweighted =
            { sound with
                Pulled = fun vectors -> Points.scale (float vectors.Count) vectors
            }

        let halved =
            { sound with
                Moved = Array.map (fun v -> 0.5 * v)
            }

        [
            Flaw.bad "velocities of nodes with a factor 2" (ParameterLaws.push Scenes.any (flawed twice))
            Flaw.bad "vectors pulled without the weights" (ParameterLaws.adjoint Scenes.any (flawed unweighted))
            Flaw.bad "mobilities halved" (ParameterLaws.adjoint Scenes.any (flawed halved))
        ]
