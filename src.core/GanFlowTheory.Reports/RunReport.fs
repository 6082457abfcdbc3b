namespace GanFlowTheory.Core

open System

/// Everything that the page about one run shows.
[<NoComparison>]
type RunReport =
    {
        /// Heading of the page.
        Title: string
        /// One sentence under it, for example the composed flow in words.
        Subtitle: string
        /// How the run ended, one sentence.
        Outcome: string
        /// The same at a glance.
        OutcomeKind: OutcomeKind
        /// Settings that rerun it: name and value.
        Settings: (string * string) list
        /// Key numbers, shown as tiles: name and value.
        Facts: (string * string) list
        /// The steps with what was measured at each, in order of time; may be empty.
        Steps: StepRecord[]
        /// The convergence monitor of a flow of 1/2 MMD^2 on parameters (MN21-4), in order of time; empty for others.
        Convergence: ConvergencePoint[]
        /// The certificates of steps of a generator against a discriminator (HZ23-6), in order of steps; empty where
        /// none was asked for.
        Certificates: GanStepPoint[]
        /// How well a trained critic points along the truth, in order of steps; empty where the truth is not known.
        Truth: CriticTruth[]
        /// What was measured of a generator while it was trained, in order of steps.
        Scores: GanScore[]
        /// Particles (n x d) at some times, in order of time; may be empty, one dimension d throughout.
        Snapshots: (float * Points) list
        /// Points of the target (m x d), where it has any.
        Target: Points option
        /// Names of the coordinates, at most d of them; unnamed coordinates are called x₁, x₂, ...
        CoordinateNames: string[]
        /// The units, of the flow, in which more than two coordinates are drawn by their principal ones, so that those of large
        /// numbers do not hide the rest; None for the units of the points.
        Units: Units option
        /// Sentences that a reader must not miss.
        Warnings: string list
    }

/// Reports about finished runs, and the pages that show them: single HTML files that need no network, in light and dark.
[<RequireQualifiedAccess>]
module RunReport =

    let private settingsOf (run: Run<'q>) : (string * string) list when 'q :> IMeasure =
        [
            "functional", run.Flow.Goal
            "critic", run.Flow.Critic.Name
            "metric", run.Flow.Metric.Name
            "integrator", run.Flow.Stepper
            match run.Flow.Noise with
            | Some noise -> "noise", noise.Name
            | None -> ()
            "start", string run.Start.Nodes
            "seed", string run.Seed
            "tolerance", string run.Tolerance
            "states kept every", invariant $"{run.KeepEvery} steps"
        ]

    let private finite (q: IMeasure) = Vectors.allFinite q.Nodes.Data

    // 1e-9: weights that differ by rounding, as those of equal weighted particles do, are drawn truthfully.
    let private unequal (q: IMeasure) =
        Array.max q.Weights - Array.min q.Weights > 1e-9 * Array.max q.Weights

    /// <summary>The report about a finished run: its composition, settings, outcome, diagnostics and stored states.
    /// Target, coordinate names and further facts may be added to the record.</summary>
    let ofPath (title: string) (run: Run<'q>) (path: Path<'q>) : RunReport when 'q :> IMeasure =
        let drawn, lost = path.States |> Array.partition (fun (_, q) -> finite q)

        {
            Title = title
            Subtitle = Flow.describe run.Flow
            Outcome = Outcome.sentence path.Outcome
            OutcomeKind = OutcomeKind.ofOutcome path.Outcome
            Settings = settingsOf run
            Facts = RunFacts.ofPath path
            Steps = path.Steps
            Convergence = [||]
            Certificates = [||]
            Truth = [||]
            Scores = [||]
            Snapshots = [ for time, q in drawn -> time, q.Nodes ]
            Target = None
            CoordinateNames = [||]
            Units = None
            Warnings =
                [
                    if lost.Length > 0 then
                        invariant
                            $"{lost.Length} of {path.States.Length} stored states are not drawn: they are not all numbers."
                    if drawn |> Array.exists (fun (_, q) -> unequal q) then
                        "Particles carry unequal weights, which the pictures do not show."
                    match Path.solveWarning path with
                    | Some warning -> warning
                    | None -> ()
                ]
        }

    /// <summary>The report with what the convergence monitor says of the run: curves of the decay of MMD^2 beside the decay
    /// that alpha predicts, of alpha and of the smallest eigenvalue of g, and their ends among the facts
    /// (MN21-4).</summary>
    let withConvergence (points: ConvergencePoint[]) (report: RunReport) : RunReport =
        { report with
            Convergence = points
            Facts = report.Facts @ RunFacts.ofConvergence report.Steps points
        }

    /// <summary>The report with certificates of the generator's steps: curves of angle and length ratio between the GAN's
    /// step and the regression's, and the worst among the facts (HZ23-6).</summary>
    let withCertificates (points: GanStepPoint[]) (report: RunReport) : RunReport =
        { report with
            Certificates = points
            Facts = report.Facts @ RunFacts.ofCertificates points
        }

    /// <summary>The report with how well a trained critic points along the truth: curves of its correlations with the true
    /// first variation, and the last and the smallest among the facts.</summary>
    let withTruth (points: CriticTruth[]) (report: RunReport) : RunReport =
        { report with
            Truth = points
            Facts = report.Facts @ RunFacts.ofTruth points
        }

    /// <summary>The report with what was measured of a generator: curves of KID, FID and MMD^2 over the steps, of the modes covered
    /// and of the slope of the critic's witness. A run that took its steps ends as the verdict on
    /// them says.</summary>
    let withScores (scores: GanScore[]) (report: RunReport) : RunReport =
        let verdict = GanVerdict.judge scores

        // That its steps were completed says nothing of what a training has come to.
        let kind, outcome =
            match report.OutcomeKind with
            | OutcomeKind.Succeeded -> OutcomeKind.ofVerdict verdict, report.Outcome + " " + GanVerdict.sentence verdict
            | kind -> kind, report.Outcome

        { report with
            Scores = scores
            Facts = report.Facts @ RunFacts.ofScores scores
            OutcomeKind = kind
            Outcome = outcome
        }

    let private check (report: RunReport) =
        let clouds = (report.Snapshots |> List.map snd) @ Option.toList report.Target

        match clouds with
        | [] -> ()
        | first :: rest ->
            for cloud in rest do
                Guard.sameDimension "report" first.Dimension cloud.Dimension

            report.Units
            |> Option.iter (fun units -> Guard.sameDimension "report" first.Dimension units.Centre.Length)

            let names = report.CoordinateNames.Length

            if names > first.Dimension then
                Guard.fail
                    "report"
                    (invariant $"report must name at most {first.Dimension} coordinates, but names {names}.")

    let private settings (report: RunReport) =
        if report.Settings.IsEmpty then
            Page.empty "No settings were recorded."
        else
            Markup.classed
                "div"
                "settings"
                [
                    Markup.table
                        "Everything that this run was given."
                        []
                        [ for name, value in report.Settings -> [ name; Numerals.orMissing value ] ]
                ]

    let private sections (report: RunReport) : PageSection list =
        let table = SeriesFigures.table report.Steps
        let critic = SeriesFigures.critic report.Steps
        // The page of an empty run says so under both headings.
        let identity = report.Steps.Length = 0 || SeriesFigures.hasIdentity report.Steps

        [
            if report.Scores.Length > 0 then
                Page.section "scores" "The generated points and the target" (ScoreFigures.draw report.Scores)
            Page.section "functional" "Functional over time" (SeriesFigures.functional report.Steps)
            if identity then
                Page.section
                    "dissipation"
                    "Energy dissipation identity"
                    (DissipationFigures.dissipation report.Steps @ table)
            if not critic.IsEmpty then
                Page.section "critic" "The critic" (if identity then critic else critic @ table)
            if report.Convergence.Length > 0 then
                Page.section
                    "convergence"
                    "Convergence monitor"
                    (TrainingFigures.convergence (DissipationIdentity.resampled report.Steps) report.Convergence)
            if report.Certificates.Length > 0 then
                Page.section
                    "certificate"
                    "The GAN's step and the regression's"
                    (TrainingFigures.certificates report.Certificates)
            if report.Truth.Length > 0 then
                Page.section "truth" "The critic and the truth" (TrainingFigures.truth report.Truth)
            Page.section
                "particles"
                "Particles over time"
                (ParticleFigures.figures report.CoordinateNames report.Units report.Target report.Snapshots)
            Page.section "settings" "Settings" [ settings report ]
        ]

    /// <summary>The page as one HTML document; the same report gives the same text. Under 2 MB whatever the run's
    /// length and number of particles. Throws an argument exception when the snapshots and the target differ in
    /// dimension, or more coordinates are named than there are.</summary>
    let html (report: RunReport) : string =
        check report

        Page.html
            {
                Title = report.Title
                Subtitle = report.Subtitle
                Verdict =
                    Some
                        {
                            Kind = report.OutcomeKind
                            Word = OutcomeKind.word report.OutcomeKind
                            Sentence = report.Outcome
                        }
                Warnings = report.Warnings
                Facts = report.Facts
                Sections = sections report
            }

    /// <summary>Writes the page to a file, which afterwards holds all of it or is what it was before. Throws what
    /// writing a file throws.</summary>
    let write (path: string) (report: RunReport) : unit = Page.write path (html report)
