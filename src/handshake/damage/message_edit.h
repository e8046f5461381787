// Handshake messages taken apart and put together again with what a suite wants wrong in them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "attempt/damage.h"
#include "core/bytes.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// Header and body as one message.
Bytes MakeMessage(tls::HandshakeType type, ByteSpan body);
/// What follows the header; empty for less than a header.
ByteSpan BodyOf(ByteSpan message);

/// Writes integers and vectors whose lengths may lie.
class LyingWriter final {
 public:
  explicit LyingWriter(std::vector<attempt::LengthLie> lies) : lies_(std::move(lies)) {}

  void Number(size_t value, size_t octets);
  void Octets(ByteSpan octets);
  /// A vector behind a length of `length_octets`; the first one of a `field` that is lied about
  /// gets the false length.
  void Vector(std::string_view field, size_t length_octets, ByteSpan content);
  Bytes Take() { return std::move(out_); }

 private:
  size_t Claimed(std::string_view field, size_t length);

  std::vector<attempt::LengthLie> lies_;
  Bytes out_;
};

/// Flips bit `bit`, counted from the lowest of the last octet; false if there are fewer bits.
bool FlipBit(size_t bit, Bytes* octets);

/// What all messages share: octets missing or following at the end, and a false length of the
/// whole.
class EndEdit final {
 public:
  /// Whether `damage` is of this kind; it is then taken.
  bool Take(const attempt::Damage& damage);
  /// The message around `body`.
  Bytes Finish(tls::HandshakeType type, Bytes body) const;

 private:
  size_t missing_ = 0;
  Bytes following_;
  std::vector<attempt::LengthLie> lies_;
};

}  // namespace shakedown::handshake::damage
