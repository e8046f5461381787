// One handshake of a diagnosis read from JSON. Internal to the model.
#pragma once

#include "report/model/diagnosis_record.h"
#include "report/model/json_place.h"

namespace shakedown::report::model {

/// An entry of `handshakes`; problems go to the place's list.
Handshake HandshakeAt(const JsonPlace& place);

}  // namespace shakedown::report::model
