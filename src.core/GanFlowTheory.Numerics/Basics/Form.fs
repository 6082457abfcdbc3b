namespace GanFlowTheory.Core

open System

/// <summary>A text that names an instance, NAME or NAME:ARGUMENTS, and what it is read as, for sentences about it.
/// Blanks around the parts do not count.</summary>
type Specification =
    {
        /// What is named, in a word or two, such as metric.
        Kind: string
        /// The shape of the form that reads it, such as stein:EXPR.
        Shape: string
        /// The whole text.
        Text: string
        /// What follows the first colon; None without one.
        Arguments: string option
    }

/// <summary>One way to spell an instance: a line of the table that parsing, listings, help and the sentences about
/// mistakes read.</summary>
[<NoComparison; NoEquality>]
type Form<'a> =
    {
        /// What stands before the first colon; forms of one name differ by having arguments or none.
        Name: string
        /// NAME, or NAME:ARGUMENTS with the arguments in capitals, those in brackets not needed.
        Shape: string
        /// What it makes, in words or in a formula.
        Description: string
        /// The instance of a text of this name; a text of another shape is an argument error.
        Make: Specification -> 'a
    }

/// Reading texts by tables of forms, and making the lines of these tables.
[<RequireQualifiedAccess>]
module Form =

    let private halves (text: string) : string * string option =
        // Only the first colon separates: arguments may have colons of their own.
        match text.IndexOf ':' with
        | -1 -> text.Trim(), None
        | colon -> text[.. colon - 1].Trim(), Some(text[colon + 1 ..].Trim())

    let private hasArguments (form: Form<'a>) = form.Shape.Contains ':'

    /// The sentence about a name that no form has: it suggests the nearest one.
    let unknown (kind: string) (forms: Form<'a> list) (name: string) : string =
        NearestName.unknown kind name (forms |> List.map _.Name |> List.distinct) + "."

    /// The instance that a text names; None where no form has the name. A text that has the name and another shape is
    /// an argument error that says in one sentence what is wrong.
    let tryRead (kind: string) (forms: Form<'a> list) (expression: string) : 'a option =
        let name, arguments = halves expression

        match forms |> List.filter (fun form -> form.Name = name) with
        | [] -> None
        | first :: _ as named ->
            let form =
                named
                |> List.tryFind (fun form -> hasArguments form = arguments.IsSome)
                |> Option.defaultValue first

            Some(
                form.Make
                    {
                        Kind = kind
                        Shape = form.Shape
                        Text = expression.Trim()
                        Arguments = arguments
                    }
            )

    /// The instance that a text names; any other text is an argument error that says in one sentence what is wrong, and
    /// suggests the nearest name.
    let read (kind: string) (forms: Form<'a> list) (expression: string) : 'a =
        match tryRead kind forms expression with
        | Some instance -> instance
        | None -> Guard.fail (nameof expression) (unknown kind forms (fst (halves expression)))

    /// The argument error about a text that has the name of a form and another shape.
    let misshapen (given: Specification) : exn =
        ArgumentException(
            invariant $"{given.Kind} must have the form {given.Shape}, but is '{given.Text}'.",
            "expression"
        )

    let private ofAny (shape: string) (description: string) (make: Specification -> 'a) : Form<'a> =
        {
            Name = fst (halves shape)
            Shape = shape
            Description = description
            Make = make
        }

    /// A form by what it makes of a text that has arguments where the shape has them, and none elsewhere.
    let create (shape: string) (description: string) (make: Specification -> 'a) : Form<'a> =
        ofAny shape description (fun given ->
            if given.Arguments.IsSome = shape.Contains ':' then
                make given
            else
                raise (misshapen given))

    /// The form of what is made of the instances of another form.
    let internal map (f: 'a -> 'b) (form: Form<'a>) : Form<'b> =
        ofAny form.Shape form.Description (form.Make >> f)

    let private number (kind: NumberKind<'v>) (given: Specification) (word: string) : 'v =
        match kind.Read word with
        | Some value -> value
        | None ->
            Guard.fail
                "expression"
                (invariant $"{given.Kind} {given.Shape} needs {kind.Words}, but has '{word.Trim()}'.")

    let private numbers (kind: NumberKind<'v>) (given: Specification) : 'v list =
        match given.Arguments with
        | None -> raise (misshapen given)
        | Some list -> list.Split ',' |> Seq.map (number kind given) |> Seq.toList

    /// The finite numbers, separated by commas, after the colon; another text is an argument error.
    let finiteNumbers (given: Specification) : float list = numbers Numeral.anyFinite given

    /// A form without arguments.
    let internal plain (shape: string) (description: string) (instance: 'a) : Form<'a> =
        create shape description (fun _ -> instance)

    /// A form whose arguments are one text.
    let internal ofText (shape: string) (description: string) (make: string -> 'a) : Form<'a> =
        create shape description (fun given ->
            match given.Arguments with
            | Some text when text <> "" -> make text
            | _ -> raise (misshapen given))

    /// A form with one number.
    let internal ofNumber shape description (kind: NumberKind<'v>) (make: 'v -> 'a) : Form<'a> =
        ofAny shape description (fun given -> given.Arguments |> Option.defaultValue "" |> number kind given |> make)

    /// A form with numbers that are separated by commas; None for a list of another length.
    let internal ofNumbers shape description (kind: NumberKind<'v>) (make: 'v list -> 'a option) : Form<'a> =
        create shape description (fun given ->
            numbers kind given
            |> make
            |> Option.defaultWith (fun () -> raise (misshapen given)))

    /// A form whose first argument is a number, and whose second one, if there is one, a text with commas of its own.
    let internal ofNumberAndText shape description (kind: NumberKind<'v>) (make: 'v -> string option -> 'a) : Form<'a> =
        create shape description (fun given ->
            match given.Arguments with
            | None -> raise (misshapen given)
            | Some arguments ->
                let parts = arguments.Split(',', 2)
                make (number kind given parts[0]) (Array.tryItem 1 parts))
