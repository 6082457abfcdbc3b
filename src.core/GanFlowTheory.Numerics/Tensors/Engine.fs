namespace GanFlowTheory.Core

open System
open System.Threading
open GanFlowTheory.Core.Extending

/// <summary>A compiled program: it computes fixed outputs from inputs of fixed shapes, over buffers that it owns, so
/// that running it again allocates nothing.</summary>
/// <remarks>Its members may be called from several threads: they take turns. What an input is set to stays for all later
/// runs; a thread that counts on this holds the program by <c>Exclusively</c>, so that no other sets it in
/// between.</remarks>
[<AbstractClass>]
type Program internal (names: string[], inputs: int[][], outputs: int[][]) =

    let gate = Lock()
    let isSet: bool[] = Array.zeroCreate inputs.Length
    let mutable isReleased = false

    /// Writes checked entries where an input lies.
    abstract Write: input: int * values: ReadOnlySpan<float> -> unit

    /// Runs on what the inputs hold and writes to arrays that have been checked.
    abstract Execute: outputs: float[][] -> unit

    /// Gives the buffers back to the engine.
    abstract Release: unit -> unit

    static member private CheckSize(name: string, at: int, shape: int[], length: int) =
        if length <> Shape.size shape then
            Guard.fail
                name
                (invariant
                    $"{name}[{at}] must have the {Shape.size shape} entries of shape {Shape.sentence shape}, but has \
                  {length}.")

    static member private Check(name: string, shapes: int[][], values: float[][]) =
        Guard.sameLength name shapes.Length values.Length

        for at in 0 .. shapes.Length - 1 do
            Program.CheckSize(name, at, shapes[at], values[at].Length)

    member private this.CheckLive() =
        ObjectDisposedException.ThrowIf(isReleased, this)

    member private this.RunChecked(outputValues: float[][]) =
        for at in 0 .. isSet.Length - 1 do
            if not isSet[at] then
                Guard.fail "inputs" (invariant $"inputs[{at}], '{names[at]}', must be set before the program runs.")

        this.Execute outputValues

    /// The shapes of the inputs.
    member _.InputShapes = inputs |> Array.map Array.copy

    /// The shapes of the outputs.
    member _.OutputShapes = outputs |> Array.map Array.copy

    /// The input at a position from 0, to be set apart from the others.
    member this.Input(index: int) : ProgramInput =
        if index < 0 || index >= inputs.Length then
            Guard.fail
                (nameof index)
                (invariant $"index must name one of the {inputs.Length} inputs from 0, but is {index}.")

        ProgramInput(this, index)

    member internal _.NameOf(index: int) = names[index]

    member internal this.Set(index: int, values: ReadOnlySpan<float>) =
        Program.CheckSize("inputs", index, inputs[index], values.Length)
        let scope = gate.EnterScope()

        try
            this.CheckLive()
            this.Write(index, values)
            isSet[index] <- true
        finally
            scope.Dispose()

    /// Calls the action while no other thread can set inputs of the program or run it.
    member _.Exclusively(action: unit -> 'result) : 'result =
        let scope = gate.EnterScope()

        try
            action ()
        finally
            scope.Dispose()

    /// <summary>Runs on what the inputs were set to last and writes the output entries, row-major, one array for each
    /// output; an argument error names an input that was never set.</summary>
    member this.Run(outputValues: float[][]) : unit =
        Program.Check("outputs", outputs, outputValues)
        let scope = gate.EnterScope()

        try
            this.CheckLive()
            this.RunChecked outputValues
        finally
            scope.Dispose()

    /// <summary>Sets all inputs, runs, and writes the output entries, all row-major, one array for each input and
    /// output.</summary>
    member this.Run(inputValues: float[][], outputValues: float[][]) : unit =
        Program.Check("inputs", inputs, inputValues)
        Program.Check("outputs", outputs, outputValues)
        let scope = gate.EnterScope()

        try
            this.CheckLive()

            for at in 0 .. inputs.Length - 1 do
                this.Write(at, ReadOnlySpan inputValues[at])
                isSet[at] <- true

            this.Execute outputValues
        finally
            scope.Dispose()

    /// The outputs for the given inputs, in new arrays, row-major.
    member this.Evaluate(inputValues: float[][]) : float[][] =
        let values = outputs |> Array.map (fun shape -> Array.zeroCreate (Shape.size shape))
        this.Run(inputValues, values)
        values

    /// <summary>Gives the program's buffers back to its engine at once; the program is not run again. Without it the garbage
    /// collector gives them back when nothing holds the program.</summary>
    member this.Dispose() : unit =
        let scope = gate.EnterScope()

        try
            if not isReleased then
                isReleased <- true
                this.Release()
        finally
            scope.Dispose()

    interface IDisposable with
        member this.Dispose() = this.Dispose()

/// <summary>One input of a program. What it is set to stays for all later runs: what does not change is copied
/// once.</summary>
and [<Struct; NoComparison; NoEquality>] ProgramInput internal (program: Program, index: int) =

    /// The name that the input was given.
    member _.Name: string = program.NameOf index

    /// <summary>Sets the entries, row-major; they are copied. An argument error says how many there must be.</summary>
    member _.Set(values: ReadOnlySpan<float>) : unit = program.Set(index, values)

    /// <summary>Sets the entries, row-major; they are copied. An argument error says how many there must be.</summary>
    member _.Set(values: float[]) : unit = program.Set(index, ReadOnlySpan values)

/// <summary>An engine: it compiles tensor expressions into programs.</summary>
[<Sealed>]
type Engine internal (name: string, precision: Precision, pairEntries: int, compile: Plan -> Program) =

    /// Name shown in reports.
    member _.Name = name

    /// The numbers that it computes with.
    member _.Precision = precision

    /// How many pairs of points kernel sums look at in one go.
    member internal _.PairEntries = pairEntries

    member internal _.Compile(plan: Plan) = compile plan

[<Sealed>]
type private EngineProgram<'buffer>
    (
        engine: IEngine<'buffer>,
        prepare: struct (Operation * Operand<'buffer>[] * Operand<'buffer>)[] -> Action[],
        plan: Plan
    ) =
    inherit Program(plan.InputNames, plan.Inputs |> Array.map _.Shape, plan.Outputs |> Array.map _.Shape)

    let buffers = plan.BufferSizes |> Array.map engine.Allocate

    let operand (place: Place) : Operand<'buffer> =
        {
            Buffer = buffers[place.Buffer]
            Offset = place.Offset
            Shape = place.Shape
            Size = Shape.size place.Shape
        }

    let inputs = plan.Inputs |> Array.map operand
    let outputs = plan.Outputs |> Array.map operand

    let steps =
        plan.Instructions
        |> Array.map (fun i -> struct (i.Operation, Array.map operand i.Inputs, operand i.Output))
        |> prepare

    do
        for place, values in plan.Constants do
            engine.Write(ReadOnlySpan values, operand place)

    // What operations and buffers hold may be memory that the collector does not see: a program that is used for the last time
    // stays until it is done.
    override this.Write(input, values) =
        engine.Write(values, inputs[input])
        GC.KeepAlive this

    override this.Execute(outputValues) =
        for step in steps do
            step.Invoke()

        for at in 0 .. outputs.Length - 1 do
            engine.Read(outputs[at], Span outputValues[at])

        GC.KeepAlive this

    override _.Release() =
        for buffer in buffers do
            engine.Free buffer

/// Making engines and compiling programs.
[<RequireQualifiedAccess>]
module Engine =

    /// <summary>An engine that makes the steps of a program from all its instructions, in order, with their
    /// operands.</summary>
    let internal createWith
        (prepare: struct (Operation * Operand<'buffer>[] * Operand<'buffer>)[] -> Action[])
        (engine: IEngine<'buffer>)
        : Engine =
        if engine.PairEntries < 1 then
            Guard.fail
                (nameof engine)
                (invariant $"engine '{engine.Name}' must have PairEntries of at least 1, but has {engine.PairEntries}.")

        Engine(
            engine.Name,
            engine.Precision,
            engine.PairEntries,
            (fun plan -> new EngineProgram<'buffer>(engine, prepare, plan))
        )

    /// An engine of one kind of buffer.
    let create (engine: IEngine<'buffer>) : Engine =
        engine
        |> createWith (Array.map (fun struct (operation, inputs, output) -> engine.Prepare(operation, inputs, output)))

    /// <summary>The program of the outputs from the inputs, each made by Tensor.input; an input that the outputs depend
    /// on and that is not among them is an argument error.</summary>
    let compile (engine: Engine) (inputs: Tensor list) (outputs: Tensor list) : Program =
        engine.Compile(Plan.create inputs outputs)
