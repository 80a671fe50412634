package models

// IsNode marks an object of the schema that can be asked for by its id.
func (User) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (Telephone) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (Terminal) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (Call) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (ActivationLink) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (CallthroughRule) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (Device) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (BlockedAddress) IsNode() {}

// IsNode marks an object of the schema that can be asked for by its id.
func (Contact) IsNode() {}
