namespace GanFlowTheory.Core

open System
open System.Globalization

/// The values of a Python literal that may stand in a .npy header.
[<RequireQualifiedAccess>]
type internal PythonLiteral =
    | Text of string
    | Integer of int64
    | Boolean of bool
    | Sequence of PythonLiteral list
    | Dictionary of (PythonLiteral * PythonLiteral) list

/// Parses the Python literals of .npy headers: strings, integers, booleans, tuples, lists, dictionaries.
module internal PythonLiteral =

    exception private Malformed

    // Real headers nest three deep (a structured dtype); the bound keeps a hostile one off the stack.
    let private deepest = 16

    /// The literal, or none when the text is not one.
    let tryParse (text: string) : PythonLiteral option =
        let mutable at = 0

        let skip () =
            while at < text.Length && Char.IsWhiteSpace text[at] do
                at <- at + 1

        let peek () =
            skip ()
            if at < text.Length then text[at] else raise Malformed

        let expect (c: char) =
            if peek () <> c then
                raise Malformed

            at <- at + 1

        let taking (accept: char -> bool) =
            let from = at

            while at < text.Length && accept text[at] do
                at <- at + 1

            text.Substring(from, at - from)

        let items (closing: char) (item: unit -> 'a) =
            at <- at + 1
            let found = ResizeArray<'a>()

            while peek () <> closing do
                found.Add(item ())

                if peek () <> closing then
                    expect ','

            expect closing
            List.ofSeq found

        let quoted () =
            let quote = text[at]
            at <- at + 1
            let content = taking (fun c -> c <> quote && c <> '\\')
            expect quote
            content

        let rec value depth =
            if depth > deepest then
                raise Malformed

            match peek () with
            | '\''
            | '"' -> PythonLiteral.Text(quoted ())
            | '(' -> PythonLiteral.Sequence(items ')' (fun () -> value (depth + 1)))
            | '[' -> PythonLiteral.Sequence(items ']' (fun () -> value (depth + 1)))
            | '{' ->
                PythonLiteral.Dictionary(
                    items '}' (fun () ->
                        let key = value (depth + 1)
                        expect ':'
                        key, value (depth + 1))
                )
            | c when Char.IsAsciiDigit c ->
                let digits = taking Char.IsAsciiDigit
                // Python 2 wrote long integers as 3L.
                taking (fun c -> c = 'L') |> ignore

                match Int64.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture) with
                | true, n -> PythonLiteral.Integer n
                | _ -> raise Malformed
            | _ ->
                match taking Char.IsAsciiLetter with
                | "True" -> PythonLiteral.Boolean true
                | "False" -> PythonLiteral.Boolean false
                | _ -> raise Malformed

        try
            let result = value 0
            skip ()
            if at = text.Length then Some result else None
        with Malformed ->
            None

    /// The literal as Python would print it, for error messages.
    let rec show (literal: PythonLiteral) : string =
        match literal with
        | PythonLiteral.Text s -> invariant $"'{s}'"
        | PythonLiteral.Integer n -> string n
        | PythonLiteral.Boolean b -> string b
        | PythonLiteral.Sequence [ one ] -> invariant $"({show one},)"
        | PythonLiteral.Sequence many -> "(" + String.Join(", ", List.map show many) + ")"
        | PythonLiteral.Dictionary entries ->
            "{"
            + String.Join(", ", [ for k, v in entries -> invariant $"{show k}: {show v}" ])
            + "}"
