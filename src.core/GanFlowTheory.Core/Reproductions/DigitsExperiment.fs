namespace GanFlowTheory.Core

open System

/// <summary>The hypotheses of the experiment on the digits, which were written down before it was run, judged by its trainings.</summary>
/// <remarks>Each is a contrast that is to be at most or at least 0, one value for each seed, with the standard error of the mean over the
/// seeds: three of these decide. With three seeds and normal errors a hypothesis on its edge is taken for held, or for failed, once
/// in 21 times.</remarks>
[<RequireQualifiedAccess>]
module DigitsExperiment =

    /// The losses that are compared at two sizes of the critic.
    let losses: string list = [ "rq*"; "distance"; "cramer"; "wgan-gp" ]

    /// The name of the training of a loss with so many filters, such as rq* 4.
    let gan (loss: string) (filters: int) : string = invariant $"{loss} {filters}"

    let private source = "experiments/digits"

    // The contrast of the trainings of some names that have a seed in common, by the seed.
    let private contrast
        (trainings: GanTraining list)
        (names: string list)
        (value: GanTraining list -> float)
        : SeedMean =
        let own = names |> List.map (fun name -> GanComparison.ofGan name trainings)

        own.Head
        |> List.choose (fun first ->
            let withSeed = own |> List.map (List.tryFind (fun t -> t.Seed = first.Seed))

            if List.forall Option.isSome withSeed then
                Some(value (List.map Option.get withSeed))
            else
                None)
        |> List.toArray
        |> GanComparison.meanOf

    let private fact
        (make: string -> string -> float -> float -> FactError -> PrintedFact)
        (what: string)
        (mean: SeedMean)
        : PrintedFact list =
        if mean.Count = 0 then
            []
        else
            [
                make what source 0.0 mean.Mean (FactError.Sampled(mean.StandardError |> Option.defaultValue nan))
            ]

    let private secondsPerStep (training: GanTraining) : float =
        training.Last.Seconds / float (max 1 training.Last.Step)

    /// <summary>The verdicts on (i) to (iii): KID of a small critic with rq* against 1.5 times that of a large one of wgan-gp, the mean of KID over the
    /// steps of dot and rbf-mix less that of rq*, and the seconds of a step at 4 filters less 0.6 of those at 16. Trainings that are missing have no
    /// verdict.</summary>
    let judge (trainings: GanTraining list) : PrintedFact list =
        let final (t: GanTraining) = t.Last.Kid.Value

        let pair f (own: GanTraining list) = f own[0] own[1]

        [
            yield!
                contrast trainings [ gan "rq*" 4; gan "wgan-gp" 16 ] (pair (fun a b -> final a - 1.5 * final b))
                |> fact PrintedFact.atMost "(i) final KID of rq* 4 less 1.5 times that of wgan-gp 16"

            for other in [ "dot"; "rbf-mix" ] do
                yield!
                    contrast
                        trainings
                        [ gan other 16; gan "rq*" 16 ]
                        (pair (fun a b -> GanComparison.kidOverSteps a - GanComparison.kidOverSteps b))
                    |> fact PrintedFact.atLeast $"(ii) mean of KID over steps of {other} 16 less that of rq* 16"

            for loss in losses do
                yield!
                    contrast
                        trainings
                        [ gan loss 4; gan loss 16 ]
                        (pair (fun a b -> secondsPerStep a - 0.6 * secondsPerStep b))
                    |> fact PrintedFact.atMost $"(iii) seconds per step of {loss} 4 less 0.6 of those of {loss} 16"
        ]

    let private moments = 10

    // MMD^2 at a wall-clock time, between the scores about it.
    let private mmdAt (time: float) (training: GanTraining) : float =
        let scores = training.Scores
        let after = scores |> Array.tryFindIndex (fun s -> s.Seconds >= time)

        match after with
        | None -> training.Last.Mmd.Value
        | Some 0 -> scores[0].Mmd.Value
        | Some i ->
            let a, b = scores[i - 1], scores[i]

            let part =
                if b.Seconds = a.Seconds then
                    1.0
                else
                    (time - a.Seconds) / (b.Seconds - a.Seconds)

            a.Mmd.Value + part * (b.Mmd.Value - a.Mmd.Value)

    // The variance over trainings, divisor n - 1, on the mean over the times.
    let private spread (times: float list) (own: GanTraining[]) : float =
        times
        |> List.averageBy (fun time ->
            let values = own |> Array.map (mmdAt time)
            let mean = Array.average values

            (values |> Array.sumBy (fun v -> (v - mean) * (v - mean)))
            / float (values.Length - 1))

    /// <summary>The verdict on (iv): the variance over seeds of MMD^2, on the mean over ten equal parts of the wall-clock time that all
    /// trainings have, along kernelized steps less half of that along plain ones, with the standard error of the jackknife over the seeds. There is none with
    /// fewer than three seeds.</summary>
    let judgeStability (trainings: GanTraining list) : PrintedFact list =
        let kernelized = GanComparison.ofGan "kernelized" trainings |> List.toArray
        let plain = GanComparison.ofGan "mmd" trainings |> List.toArray

        let seeds =
            Set.intersect (kernelized |> Array.map _.Seed |> Set.ofArray) (plain |> Array.map _.Seed |> Set.ofArray)

        let ofSeeds = Array.filter (fun (t: GanTraining) -> seeds.Contains t.Seed)
        let kernelized, plain = ofSeeds kernelized, ofSeeds plain
        let n = seeds.Count

        if n < 3 then
            []
        else
            let until = Seq.append kernelized plain |> Seq.map _.Last.Seconds |> Seq.min
            let times = [ for k in 1..moments -> until * float k / float moments ]
            let difference (k: GanTraining[]) (p: GanTraining[]) = spread times k - 0.5 * spread times p

            let left =
                Array.init n (fun i -> difference (Array.removeAt i kernelized) (Array.removeAt i plain))

            let mean = Array.average left

            let error =
                sqrt (
                    float (n - 1) / float n
                    * (left |> Array.sumBy (fun v -> (v - mean) * (v - mean)))
                )

            [
                PrintedFact.atMost
                    "(iv) variance of MMD^2 over seeds, kernelized less half of plain, at equal time"
                    source
                    0.0
                    (difference kernelized plain)
                    (FactError.Sampled error)
            ]
