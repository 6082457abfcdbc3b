namespace GanFlowTheory.Core

open System

/// <summary>The training of a critic network on batches of two laws. Inner step k draws its batch by a seed of its own, so
/// that a player who takes the same steps draws the same.</summary>
[<Sealed>]
type internal CriticTraining(options: CriticOptions) =

    do CriticOptions.check options

    let parameters = Network.parameterCount options.Network
    let store = ArrayStore parameters

    let programs =
        Collections.Concurrent.ConcurrentDictionary<struct (int * int), CriticProgram>()

    let on ofP ofQ seed (p: DrawnRows) (q: DrawnRows) (action: CriticProgram -> 'result) : 'result =
        let program =
            programs.GetOrAdd(struct (ofP, ofQ), (fun struct (ofP, ofQ) -> CriticProgram(options, ofP, ofQ)))

        // Runs of one flow on several threads share the program and its points.
        Threading.Monitor.Enter program

        try
            program.Fill(seed, p, q)
            action program
        finally
            Threading.Monitor.Exit program

    // A law smaller than the batch is taken whole; it must not be smaller than the loss asks for.
    let checkCount (law: string) (rows: DrawnRows) =
        let least = options.Loss.LeastBatch

        if rows.Weighted < least then
            Guard.fail
                law
                (invariant
                    $"loss {options.Loss.Name} compares different points of a law, so that {law} must have at least {least} of weight \
                  above 0, but has {rows.Weighted}.")

    /// The options.
    member _.Options = options

    /// The number of parameters.
    member _.Parameters = parameters

    /// The seed of an inner step, 0 for the first, of those of one seed.
    static member SeedOf(step: int, seed: Seed) : Seed =
        if step = 0 then seed else Seed.splitAt step seed

    /// The action on the batch of a seed.
    member _.OnBatch(seed: Seed, p: DrawnRows, q: DrawnRows, action: CriticProgram -> 'result) : 'result =
        checkCount "target" p
        checkCount "the current law" q
        on (min options.Batch p.Count) (min options.Batch q.Count) seed p q action

    /// The action on a batch of the target and the current law whole.
    member _.OnCurrent(seed: Seed, p: DrawnRows, q: DrawnRows, action: CriticProgram -> 'result) : 'result =
        checkCount "target" p
        checkCount "the current law" q
        on (min options.Batch p.Count) q.Count seed p q action

    /// The action on both laws whole.
    member _.OnAll(p: DrawnRows, q: DrawnRows, action: CriticProgram -> 'result) : 'result =
        checkCount "target" p
        checkCount "the current law" q
        on p.Count q.Count (Seed.create 0) p q action

    /// The critic before its first step, by a seed.
    member _.Start(seed: Seed) : TrainedCritic =
        TrainedCritic(
            options.Network.Initial(Seed.split "parameters" seed),
            Optimiser.start parameters options.Optimiser,
            0,
            None
        )

    /// <summary>The critic after so many inner steps, fewer where isEnough says so of the steps taken and the parameters
    /// reached. Inner step k sees the rows of the current law that currentOf gives for its seed.</summary>
    member this.Train
        (
            seed: Seed,
            p: DrawnRows,
            currentOf: Seed -> DrawnRows,
            start: TrainedCritic,
            steps: int,
            isEnough: int -> float[] -> bool
        ) : TrainedCritic =
        // The first step goes from where the fit before ended to arrays of this fit's own, the later ones in place.
        let copyOrTake (values: float[]) =
            if steps = 0 then store.CopyOf values else store.Take()

        let theta = copyOrTake start.Parameters
        let arrays = Array.map copyOrTake start.Memory.Arrays
        let velocity = store.Take()
        let mutable at = if steps = 0 then theta else start.Parameters

        let mutable memory =
            if steps = 0 then
                { start.Memory with Arrays = arrays }
            else
                start.Memory

        let mutable taken = 0
        let mutable enough = false

        let meter = LongWork.meter (float steps)

        while taken < steps && not enough do
            LongWork.advance 1.0 meter
            let here, before = at, memory
            let inner = CriticTraining.SeedOf(taken, seed)

            memory <-
                this.OnBatch(
                    inner,
                    p,
                    currentOf inner,
                    fun program ->
                        let field (at: float[]) (target: float[]) = program.Velocity(at, target)
                        field here velocity
                        Optimiser.advance options.Optimiser before here velocity field theta arrays
                )

            at <- theta
            taken <- taken + 1
            enough <- isEnough taken theta

        store.GiveBack velocity
        TrainedCritic(theta, memory, start.Steps + taken, Some store)
