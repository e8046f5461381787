// Protocols whose server speaks first, recognised by what it says in clear.
#pragma once

#include <cstdint>
#include <string_view>

#include "attempt/protocol.h"

namespace shakedown::diagnosis {

/// The protocol that greets with these octets, or null. The port decides between protocols that
/// greet alike.
const attempt::Protocol* Greeting(std::string_view first, uint16_t port);

}  // namespace shakedown::diagnosis
