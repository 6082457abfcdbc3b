module GanFlowTheory.Core.Tests.Flows.RatedRunTests

open System.IO
open System.Threading
open GanFlowTheory.Core
open Xunit

let private target = Empirical.ofPoints (Seed.gaussian 30 2 (Seed.create 5))

// A critic network too, so that what it remembers has to go on with other rates.
let private runOf (factor: float) : Run<ParameterState> =
    let options =
        { CriticOptions.create AdversarialLoss.wgan (Network.multilayer [ 2; 4; 1 ] Activation.Tanh) with
            Optimiser = Optimiser.adam 0.05 |> Optimiser.scaled factor
            FirstSteps = 2
            Steps = 2
            Batch = 8
        }

    Flow.createThrough "gan" (Critic.adversarial options target) Metric.euclidean
    |> Flow.steppedBy (Integrator.optimised (Optimiser.adam 0.05 |> Optimiser.scaled factor))
    |> Flow.withFreshNoise
    |> Flow.from (ParameterState.initial (Network.multilayer [ 2; 3; 2 ] Activation.Tanh) 10 (Seed.create 2))
    |> Flow.withSeed (Seed.create 4)
    |> Flow.reusing

// Looks at 0, 2, 4, ..; compares with the step before from the second look on; the second failure in a row cuts.
let private schedule =
    RateSchedule.paper
    |> RateSchedule.every 2 2
    |> RateSchedule.failing 0.1 2
    |> RateSchedule.cutting 0.5 0.0

let private parameters (path: Path<ParameterState>) = path.Final.Parameters

let private run compare steps observer =
    let decisions = ResizeArray()

    let path =
        Flow.rated schedule runOf compare
        |> Flow.observeRated steps CancellationToken.None observer decisions.Add

    path, decisions

[<Fact>]
let ``a run that never fails is the plain run`` () =
    let path, decisions = run (fun _ _ _ -> Some 0.0) 9 (fun _ _ -> ())
    let plain = runOf 1.0 |> Flow.steps 9
    Assert.Equal<float[]>(parameters plain, parameters path)
    Assert.Equal<int[]>([| 0..9 |], path.Steps |> Array.map _.Index)
    Assert.Equal(plain.States.Length, path.States.Length)
    Assert.Equal<int list>([ 0; 2; 4; 6; 8 ], [ for d in decisions -> 2 * (d.State.Looks - 1) ])
    Assert.Equal(Outcome.CompletedSteps 9, path.Outcome)

[<Fact>]
let ``rates are cut where two looks in a row fail`` () =
    let factors = ResizeArray()

    let path, decisions =
        run (fun _ _ _ -> Some 1.0) 9 (fun progress step -> factors.Add(step.Index, progress.State.Factor))

    // Look 0 waits, 2 fails, 4 cuts, 6 fails, 8 cuts.
    Assert.Equal<RateVerdict list>(
        [
            RateVerdict.Waited
            RateVerdict.Failure
            RateVerdict.Cut
            RateVerdict.Failure
            RateVerdict.Cut
        ],
        [ for d in decisions -> d.Verdict ]
    )

    // A step is told once, by the rates that go on from it.
    Assert.Equal<(int * float) list>(
        [
            for i in 0..9 ->
                i,
                (if i < 4 then 1.0
                 elif i < 8 then 0.5
                 else 0.25)
        ],
        List.ofSeq factors
    )

    // By hand: four steps, four with half the rates and one with a quarter, each going on from a file.
    let continued (factor: float) until path =
        let mutable last = Unchecked.defaultof<_>

        let result =
            runOf factor
            |> (match path with
                | Some path -> Checkpoint.resume path
                | None -> id)
            |> Flow.observe (Horizon.afterSteps until) CancellationToken.None (fun step ->
                if step.Outcome.IsSome then
                    last <- step)

        let file = Path.GetTempFileName()
        Checkpoint.save file last
        result, file

    let _, four = continued 1.0 4 None
    let _, eight = continued 0.5 8 (Some four)
    let nine, file = continued 0.25 9 (Some eight)
    List.iter File.Delete [ four; eight; file ]
    Assert.Equal<float[]>(parameters nine, parameters path)

[<Fact>]
let ``a comparison sees the states of its steps`` () =
    let seen = ResizeArray()

    run
        (fun step now earlier ->
            seen.Add(step, now.Parameters, earlier.Parameters)
            Some 0.0)
        6
        (fun _ _ -> ())
    |> ignore

    let states =
        (runOf 1.0 |> Flow.steps 6).States |> Array.map (fun (_, q) -> q.Parameters)

    Assert.Equal<(int * float[] * float[]) list>(
        [ for step in [ 2; 4 ] -> step, states[step], states[step - 2] ],
        List.ofSeq seen
    )

[<Theory>]
[<InlineData(3)>]
[<InlineData(4)>]
[<InlineData(7)>]
let ``a run that stopped goes on to the same bits`` (stop: int) =
    let compare step _ _ = Some(if step % 4 = 0 then 1.0 else 0.5)
    let whole, _ = run compare 9 (fun _ _ -> ())
    let file = Path.GetTempFileName()

    run compare stop (fun progress step ->
        if step.Outcome.IsSome then
            Checkpoint.saveProgress "settings" schedule progress file step)
    |> ignore

    let progress = Checkpoint.progress schedule file

    let rest =
        Flow.rated schedule (runOf >> Checkpoint.resumeFor "settings" file) compare
        |> Flow.ratedFrom progress
        |> Flow.observeRated 9 CancellationToken.None (fun _ _ -> ()) ignore

    File.Delete file
    Assert.Equal<float[]>(parameters whole, parameters rest)
