// What the grammar cannot say of a <damage> element.
#pragma once

#include "scenario/problems.h"
#include "scenario/xml_tree.h"

namespace shakedown::scenario {

/// The attribute that says what is done: the first besides `message` that is not "no"; null if
/// there is none. Borrowed.
const XmlAttribute* DamageOperation(const XmlElement& damage);

/// Exactly one thing is done, the message can have it done, and its argument is understood. An
/// argument with variables is looked at when they have values.
void CheckDamage(const XmlElement& damage, Problems& problems);

}  // namespace shakedown::scenario
