namespace GanFlowTheory.Torch.Tests

open System
open System.IO
open System.Text.Json
open System.Threading
open GanFlowTheory.Cli

/// What a command line returned and wrote.
type Answer =
    {
        Code: int
        Output: string
        Error: string
    }

    /// Standard output as the one JSON document that it must be.
    member this.Json = JsonDocument.Parse(this.Output).RootElement

/// The command line inside this process, in a build with the engine torch.
module Ganflow =

    let run (args: string seq) : Answer =
        use output = new StringWriter()
        use error = new StringWriter()

        let terminal =
            Terminal((fun () -> new MemoryStream() :> Stream), output, error, false, CancellationToken.None)

        let code = CommandLine.Invoke(Seq.toArray args, terminal)

        {
            Code = code
            Output = output.ToString()
            Error = error.ToString()
        }

    /// The answer, which must be one without a fault or a warning.
    let succeed (args: string seq) : Answer =
        let answer = run args

        if answer.Code <> 0 || answer.Error <> "" then
            failwith $"ganflow {String.Join(' ', args)} ended with {answer.Code}: {answer.Error}"

        answer

    /// A field that is a number.
    let number (name: string) (json: JsonElement) : float = json.GetProperty(name).GetDouble()

    /// A field that is a text.
    let text (name: string) (json: JsonElement) : string =
        string (json.GetProperty(name).GetString())
