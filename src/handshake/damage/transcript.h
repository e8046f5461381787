// The handshake messages so far, as both versions hash them. A value: a copy goes its own way.
#pragma once

#include <openssl/evp.h>

#include <functional>
#include <vector>

#include "core/bytes.h"

namespace shakedown::handshake::damage {

class Transcript final {
 public:
  /// Appends one message, header included.
  void Add(ByteSpan message);
  /// All messages one after the other (RFC 5246 section 7.4.8).
  Bytes Messages() const;
  /// Hash of all messages. A ClientHello that was answered with HelloRetryRequest counts as its
  /// hash (RFC 9846 section 4.1.1 and 4.5). Empty if the library fails.
  Bytes Hash(const EVP_MD* digest) const;
  /// The messages up to and with the first of `type`; all of them if there is none.
  Transcript Until(uint8_t type) const;
  /// The same without any message of `type` that comes after number `first`.
  Transcript Without(uint8_t type, size_t first) const;

  /// The same with what `change` makes of messages from number `first` on; empty: left as it is.
  Transcript With(size_t first, const std::function<Bytes(ByteSpan)>& change) const;

  size_t size() const { return messages_.size(); }

 private:
  std::vector<Bytes> messages_;
};

}  // namespace shakedown::handshake::damage
