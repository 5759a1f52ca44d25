// Handles that metadata tokens load as; the compiler asks for the types.

namespace System;

public struct RuntimeTypeHandle;

public struct RuntimeMethodHandle;

public struct RuntimeFieldHandle;

public class Type;

internal class RuntimeType : Type;

public class Exception;
