namespace GanFlowTheory.Core

/// <summary>One training among those that are compared.</summary>
[<NoComparison; NoEquality>]
type GanTraining =
    {
        /// What was trained: trainings of one name differ in their seeds alone.
        Gan: string
        /// The seed.
        Seed: int
        /// What was measured, in order of steps, at least one score.
        Scores: GanScore[]
        /// Generated points at the end, n x d.
        Samples: Points
    }

    /// The last score.
    member this.Last = Array.last this.Scores

/// <summary>A mean over seeds, with its standard error.</summary>
type SeedMean =
    {
        /// The mean; NaN where there is nothing to average.
        Mean: float
        /// s / sqrt n with s the standard deviation over n seeds (divisor n - 1); None for one seed.
        StandardError: float option
        /// n.
        Count: int
    }

/// <summary>What is compared of one GAN, over its seeds.</summary>
[<NoComparison>]
type GanSummary =
    {
        /// The name.
        Gan: string
        /// KID at the end.
        Kid: SeedMean
        /// FID at the end.
        Fid: SeedMean
        /// The mean of KID over the steps, by the trapezoidal rule: the area under its curve over the number of steps.
        KidOverSteps: SeedMean
        /// The modes covered at the end; None where they are not known.
        Modes: SeedMean option
        /// The share of points near a mode at the end; None where the modes are not known.
        Quality: SeedMean option
        /// Wall-clock seconds of a step of the generator.
        SecondsPerStep: SeedMean
        /// The verdict on each seed's scores, in order of the seeds.
        Verdicts: (int * GanVerdict) list
    }

/// <summary>Trainings compared on the same axes.</summary>
[<RequireQualifiedAccess>]
module GanComparison =

    /// The mean of numbers with its standard error.
    let meanOf (values: float[]) : SeedMean =
        let n = values.Length
        let mean = if n = 0 then nan else Array.average values

        {
            Mean = mean
            StandardError =
                if n < 2 then
                    None
                else
                    let squares = values |> Array.sumBy (fun v -> (v - mean) * (v - mean))
                    Some(sqrt (squares / float (n - 1) / float n))
            Count = n
        }

    /// <summary>The mean of KID over the steps of a training, by the trapezoidal rule.</summary>
    let kidOverSteps (training: GanTraining) : float =
        let scores = training.Scores
        let length = float (training.Last.Step - scores[0].Step)

        if length = 0.0 then
            training.Last.Kid.Value
        else
            scores
            |> Array.pairwise
            |> Array.sumBy (fun (a, b) -> 0.5 * float (b.Step - a.Step) * (a.Kid.Value + b.Kid.Value))
            |> fun area -> area / length

    /// The names of the GANs, in the order in which they come first.
    let internal gans (trainings: GanTraining list) : string list =
        trainings |> List.map _.Gan |> List.distinct

    /// The trainings of one GAN, in order of their seeds.
    let internal ofGan (gan: string) (trainings: GanTraining list) : GanTraining list =
        trainings
        |> List.filter (fun training -> training.Gan = gan)
        |> List.sortBy _.Seed

    /// <summary>What is compared, a summary for each GAN in the order in which they come first.</summary>
    /// <exception cref="T:System.ArgumentException">A training has no score, or a GAN has a seed twice.</exception>
    let summaries (trainings: GanTraining list) : GanSummary list =
        for training in trainings do
            if training.Scores.Length = 0 then
                Guard.fail
                    (nameof trainings)
                    (invariant
                        $"every training must have a score, but {training.Gan} with seed {training.Seed} has none.")

        gans trainings
        |> List.map (fun gan ->
            let own = ofGan gan trainings

            match own |> List.countBy _.Seed |> List.tryFind (fun (_, count) -> count > 1) with
            | Some(seed, _) ->
                Guard.fail
                    (nameof trainings)
                    (invariant $"the trainings of a GAN must differ in their seeds, but {gan} has seed {seed} twice.")
            | None -> ()

            let over (value: GanTraining -> float) =
                own |> List.map value |> List.toArray |> meanOf

            let overKnown (value: ModeCoverage -> float) =
                let known =
                    own |> List.choose (fun training -> training.Last.Modes) |> List.map value

                if known.IsEmpty then
                    None
                else
                    Some(meanOf (List.toArray known))

            {
                Gan = gan
                Kid = over _.Last.Kid.Value
                Fid = over _.Last.Fid
                KidOverSteps = over kidOverSteps
                Modes = overKnown (fun modes -> float modes.Covered)
                Quality = overKnown _.Quality
                SecondsPerStep = over (fun training -> training.Last.Seconds / float (max 1 training.Last.Step))
                Verdicts =
                    own
                    |> List.map (fun training -> training.Seed, GanVerdict.judge training.Scores)
            })

    /// The means over the seeds of a GAN at the steps that all of them measured: the step, the wall-clock seconds by then, and
    /// the value.
    let internal course (value: GanScore -> float option) (own: GanTraining list) : (int * float * float)[] =
        let scoresAt =
            own
            |> List.map (fun training -> training.Scores |> Array.map (fun score -> score.Step, score) |> dict)

        match own with
        | [] -> [||]
        | first :: _ ->
            first.Scores
            |> Array.choose (fun score ->
                let there =
                    scoresAt
                    |> List.choose (fun scores ->
                        match scores.TryGetValue score.Step with
                        | true, found -> value found |> Option.map (fun v -> found.Seconds, v)
                        | _ -> None)

                if there.Length = own.Length then
                    Some(score.Step, there |> List.averageBy fst, there |> List.averageBy snd)
                else
                    None)
