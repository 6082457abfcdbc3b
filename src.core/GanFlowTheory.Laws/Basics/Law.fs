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
            Ledger = None
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

    // What a case says of a law.
    [<RequireQualifiedAccess>]
    type private Finding =
        /// It has no equations, where the case does not meet what the law asks for.
        | Nothing
        | Agrees
        | Objects of string
        | Raised of exn

    let private find (judge: Judge) (equations: 'case -> Equation list) (case: 'case) : Finding =
        try
            match equations case with
            | [] -> Finding.Nothing
            | equations ->
                equations
                |> List.tryPick (Judge.objection judge)
                |> Option.map Finding.Objects
                |> Option.defaultValue Finding.Agrees
        with error ->
            Finding.Raised error

    // What is known of the case of this number, or what is found of it.
    let private findIn (ledger: CaseLedger option) (draw: int) (find: 'case -> Finding) (case: 'case) : Finding =
        match ledger with
        | None -> find case
        | Some ledger ->
            match ledger.Known draw with
            | ValueSome CaseMark.Agrees -> Finding.Agrees
            | ValueSome CaseMark.Nothing -> Finding.Nothing
            | ValueSome CaseMark.Breaks
            | ValueNone ->
                let finding = find case

                ledger.Found(
                    match finding with
                    | Finding.Agrees -> CaseMark.Agrees
                    | Finding.Nothing -> CaseMark.Nothing
                    | Finding.Objects _
                    | Finding.Raised _ -> CaseMark.Breaks
                )

                finding

    // What was found first, and that it is not found again where that is so.
    let private again (later: Finding) (first: Finding) : Finding =
        match first, later with
        | Finding.Objects objection, (Finding.Nothing | Finding.Agrees) ->
            Finding.Objects $"{objection} Asked again the case agrees: the instance is not a pure function."
        | _ -> first

    let private broken title case seed before finding =
        let detail, error =
            match finding with
            | Finding.Objects objection -> objection, None
            | Finding.Raised error -> $"the check raised {error.GetType().Name}: {error.Message}", Some error
            | Finding.Nothing
            | Finding.Agrees -> "the case fails only sometimes: the instance is not a pure function.", None

        Verdict.Falsified
            {
                Law = title
                Case = case
                Detail = detail
                Seed = seed
                CasesBefore = before
                Error = error
            }

    // A law that says nothing of most of its cases holds in vain.
    let private vacuous title seed speaking total =
        let detail =
            $"only {speaking} of {total} cases have equations, and a law must speak of at least half."

        Verdict.Falsified
            {
                Law = title
                Case = "(none)"
                Detail = detail
                Seed = seed
                CasesBefore = speaking
                Error = Some(InvalidOperationException detail)
            }

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

        // Cases without equations are drawn again, as often as there are cases to draw: a law that speaks of fewer than
        // half of them runs out. Few cases get the default's patience.
        let spare = max settings.Cases defaults.Cases

        let config =
            Config.Quick.WithMaxTest(settings.Cases).WithMaxRejected(spare).WithReplay(Some replay).WithRunner(listener)

        // What the last case that failed had to say: of the shrunk case, as it was seen when it counted. Asked again, a
        // case that fails only sometimes would have nothing to say.
        let seen = ref Finding.Nothing
        let draws = ref 0

        // Once one has failed, those that follow are shrunk ones, and none is known.
        let look case =
            match seen.Value with
            | Finding.Nothing ->
                let draw = draws.Value
                draws.Value <- draw + 1
                findIn settings.Ledger draw (find judge equations) case
            | _ -> find judge equations case

        let property =
            Prop.forAll cases (fun case ->
                match look case with
                | Finding.Nothing -> Prop.filter false true
                | Finding.Agrees -> Prop.ofTestable true
                | Finding.Objects _
                | Finding.Raised _ as finding ->
                    seen.Value <- finding
                    Prop.ofTestable false)

        Check.One(config, property)

        match listener.Result with
        | Some(TestResult.Passed(data, _)) -> Verdict.Holds(data.NumberOfTests, None)
        | Some(TestResult.Exhausted data) ->
            vacuous name (string settings.Seed) data.NumberOfTests (data.NumberOfTests + spare)
        | Some(TestResult.Failed(data, _, shrunk, outcome, _, rnd, size)) ->
            let seed = Replaying.text rnd size
            let before = max 0 (data.NumberOfTests - 1)

            match shrunk with
            | [ :? 'case as case ] ->
                seen.Value
                |> again (find judge equations case)
                |> broken name (string (box case)) seed before
            | _ ->
                Verdict.Falsified
                    {
                        Law = name
                        Case = "(none)"
                        Detail = $"no case could be generated: {outcome}"
                        Seed = seed
                        CasesBefore = before
                        Error = Some(InvalidOperationException $"no case could be generated: {outcome}")
                    }
        | None -> invalidOp $"{name}: the run has no result."

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
    /// shrink by their Arbitrary. A case without equations does not count; at least half must have some.</summary>
    let forAll (head: LawHead) (instance: string) (cases: Arbitrary<'case>) (equations: 'case -> Equation list) : Law =
        create head instance (fun title -> search title head.Judge cases equations)

    /// <summary>A law over cases that a function makes of a seed and a size, which grows from 1 to 100 along the cases; <c>shrink</c> gives simpler
    /// cases than one that fails, the simplest first, or none.</summary>
    let forGenerated
        (head: LawHead)
        (instance: string)
        (generate: Seed -> int -> 'case)
        (shrink: 'case -> 'case seq)
        (equations: 'case -> Equation list)
        : Law =
        let cases =
            Gen.sized (fun size ->
                Gen.choose (0, Int32.MaxValue - 1)
                |> Gen.map (fun number -> generate (Seed.create number) (max 1 size)))

        forAll head instance (Arb.fromGenShrink (cases, shrink)) equations

    /// <summary>A law over a fixed list of cases, all of them checked whatever the settings, and at least half of them
    /// with equations.</summary>
    let forEach (head: LawHead) (instance: string) (cases: 'case list) (equations: 'case -> Equation list) : Law =
        create head instance (fun title settings ->
            let seed = "fixed case"

            let rec go speaking (rest: (int * 'case) list) =
                match rest with
                | [] when 2 * speaking < List.length cases || speaking = 0 ->
                    vacuous title seed speaking (List.length cases)
                | [] -> Verdict.Holds(speaking, None)
                | (place, case) :: rest ->
                    match findIn settings.Ledger place (find head.Judge equations) case with
                    | Finding.Nothing -> go speaking rest
                    | Finding.Agrees -> go (speaking + 1) rest
                    | finding -> broken title (string (box case)) seed speaking finding

            go 0 (List.indexed cases))

    /// <summary>The law that this one does not hold: it holds as soon as a counterexample is found, and shows it as its
    /// witness. Necessity of a hypothesis, and the rejection of a known-bad instance, are such laws. A check that raises is
    /// no counterexample.</summary>
    let fails (statement: string) (law: Law) : Law =
        { law with
            Name = $"not:{law.Name}"
            Statement = statement
            Check =
                fun settings ->
                    match law.Check settings with
                    // Breaking down says nothing of the statement.
                    | Verdict.Falsified f when f.Error.IsSome -> Verdict.Falsified { f with Law = $"not:{title law}" }
                    | Verdict.Falsified f -> Verdict.Holds(f.CasesBefore + 1, Some $"{f.Case}: {f.Detail}")
                    | Verdict.Holds(cases, _) ->
                        Verdict.Falsified
                            {
                                Law = $"not:{title law}"
                                Case = "(none)"
                                Detail = $"no counterexample in {cases} cases."
                                Seed = string settings.Seed
                                CasesBefore = cases
                                Error = None
                            }
        }

    /// The law on a known-bad instance, which it must reject.
    let internal rejects (flaw: string) (law: Law) : Law =
        { law with Instance = flaw }
        |> fails $"The law rejects a known-bad instance: {flaw}."

    /// "name of instance".
    let describe (law: Law) : string = title law

    /// Looks for a case against the law.
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
