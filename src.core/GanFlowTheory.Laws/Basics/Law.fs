namespace GanFlowTheory.Laws

open System
open FsCheck
open FsCheck.FSharp
open GanFlowTheory.Core

/// <summary>What a law says, whatever it is checked on.</summary>
type LawHead =
    {
        /// Name of the law, such as metric-symmetry.
        Name: string
        /// One sentence with the formula.
        Statement: string
        /// Where it comes from, such as MN21-7; empty where it is the library's own.
        Source: string
        /// How the two sides are compared, and why so.
        Judge: Judge
    }

/// <summary>A law as a value: a statement about one instance, and the check that looks for a case against it.</summary>
[<NoComparison; NoEquality>]
type Law =
    {
        /// Name of the law, such as metric-symmetry.
        Name: string
        /// What it is checked on, such as stein:gaussian:1.
        Instance: string
        /// One sentence with the formula.
        Statement: string
        /// Where it comes from, such as MN21-7.
        Source: string
        /// How the comparison is judged, and why so.
        Tolerance: string
        /// Looks for a case against the law.
        Check: Settings -> Verdict
    }

/// Making and running laws.
[<RequireQualifiedAccess>]
module Law =

    /// 20 cases from seed 0.
    let defaults: Settings =
        {
            Cases = 20
            Seed = Seed.create 0
            Replay = None
        }

    /// Keeps the result; prints nothing.
    type private Listener() =
        member val Result: TestResult option = None with get, set

        interface IRunner with
            member _.OnStartFixture _ = ()
            member _.OnArguments(_, _, _) = ()
            member _.OnShrink(_, _) = ()
            member this.OnFinished(_, result) = this.Result <- Some result

    let private titleOf (name: string) (instance: string) =
        if instance = "" then name else $"{name} of {instance}"

    let private title (law: Law) = titleOf law.Name law.Instance

    let private objectionIn (judge: Judge) (equations: 'case -> Equation list) (case: 'case) : string option =
        try
            equations case |> List.tryPick (Judge.objection judge)
        with error ->
            Some $"the check raised {error.GetType().Name}: {error.Message}"

    let private search
        (name: string)
        (judge: Judge)
        (cases: Arbitrary<'case>)
        (equations: 'case -> Equation list)
        (settings: Settings)
        : Verdict =
        if settings.Cases < 1 then
            raise (ArgumentException($"cases must be at least 1, but is {settings.Cases}.", "cases"))

        let listener = Listener()

        let replay =
            match settings.Replay with
            | Some text -> Replaying.parse text
            | None ->
                // Every law draws its own stream; the increment of the generator must be odd.
                let seed = Seed.split name settings.Seed

                {
                    Rnd = Rnd(seed.State, (Seed.split "gamma" seed).State ||| 1UL)
                    Size = None
                }

        let config =
            Config.Quick.WithMaxTest(settings.Cases).WithReplay(Some replay).WithRunner(listener)

        let property =
            Prop.forAll cases (fun case -> (objectionIn judge equations case).IsNone)

        Check.One(config, property)

        match listener.Result with
        | Some(TestResult.Passed(data, _)) -> Verdict.Holds(data.NumberOfTests, None)
        | Some(TestResult.Failed(data, _, shrunk, outcome, _, rnd, size)) ->
            let case, detail =
                match shrunk with
                | [ :? 'case as case ] ->
                    let detail =
                        objectionIn judge equations case
                        |> Option.defaultValue "the case fails only sometimes: the instance is not a pure function."

                    string (box case), detail
                | _ -> "(none)", $"no case could be generated: {outcome}"

            Verdict.Falsified
                {
                    Law = name
                    Case = case
                    Detail = detail
                    Seed = Replaying.text rnd size
                    CasesBefore = max 0 (data.NumberOfTests - 1)
                }
        | _ -> invalidOp $"{name}: the cases ran out before the law could be judged."

    let private create (head: LawHead) (instance: string) (check: string -> Settings -> Verdict) : Law =
        {
            Name = head.Name
            Instance = instance
            Statement = head.Statement
            Source = head.Source
            Tolerance = Judge.describe head.Judge
            Check = check (titleOf head.Name instance)
        }

    /// <summary>A law over generated cases: the equations of each case, judged. Cases print themselves by ToString and
    /// shrink by their Arbitrary.</summary>
    let forAll (head: LawHead) (instance: string) (cases: Arbitrary<'case>) (equations: 'case -> Equation list) : Law =
        create head instance (fun title -> search title head.Judge cases equations)

    /// <summary>A law over a fixed list of cases, all of them checked whatever the settings.</summary>
    let forEach (head: LawHead) (instance: string) (cases: 'case list) (equations: 'case -> Equation list) : Law =
        create head instance (fun title _ ->
            let found =
                cases
                |> Seq.indexed
                |> Seq.tryPick (fun (i, case) ->
                    objectionIn head.Judge equations case
                    |> Option.map (fun detail -> i, case, detail))

            match found with
            | None -> Verdict.Holds(List.length cases, None)
            | Some(i, case, detail) ->
                Verdict.Falsified
                    {
                        Law = title
                        Case = string (box case)
                        Detail = detail
                        Seed = "fixed case"
                        CasesBefore = i
                    })

    /// <summary>The law that the given one does not hold: it holds as soon as a counterexample is found, and shows it
    /// as its witness. Necessity of a hypothesis, and the rejection of a known-bad instance, are such laws.</summary>
    let fails (statement: string) (law: Law) : Law =
        { law with
            Name = $"not:{law.Name}"
            Statement = statement
            Check =
                fun settings ->
                    match law.Check settings with
                    | Verdict.Falsified f -> Verdict.Holds(f.CasesBefore + 1, Some $"{f.Case}: {f.Detail}")
                    | Verdict.Holds(cases, _) ->
                        Verdict.Falsified
                            {
                                Law = $"not:{title law}"
                                Case = "(none)"
                                Detail = $"no counterexample in {cases} cases."
                                Seed = string settings.Seed
                                CasesBefore = cases
                            }
        }

    /// The law on a known-bad instance, which it must reject.
    let internal rejects (flaw: string) (law: Law) : Law =
        { law with Instance = flaw }
        |> fails $"The law rejects a known-bad instance: {flaw}."

    /// "name of instance".
    let describe (law: Law) : string = title law

    /// Runs a law.
    let run (settings: Settings) (law: Law) : Verdict = law.Check settings

    /// Runs laws with the given settings; raises LawFalsified at the first broken one.
    let checkWith (settings: Settings) (laws: Law seq) : unit =
        for law in laws do
            match run settings law with
            | Verdict.Holds _ -> ()
            | Verdict.Falsified f -> raise (LawFalsified f)

    /// <summary>Runs laws with the default settings; raises LawFalsified at the first broken one:
    /// <c>Laws.functional mine |> Law.check</c>.</summary>
    let check (laws: Law seq) : unit = checkWith defaults laws
