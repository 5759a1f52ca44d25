// The bases of delegates. A delegate is an allocated object, so none can be made; function pointers serve instead.

namespace System;

public abstract class Delegate;

public abstract class MulticastDelegate : Delegate;
