// Result<T>: a value or an Error. Member names are those of std::expected, so that it can become an
// alias when the toolchain has it. No macros: callers write a plain two-line early return.
#pragma once

#include <utility>
#include <variant>

#include "core/assert.h"
#include "core/error.h"

namespace shakedown {

template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): implicit by design
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// The value; asking an error for it is a bug of ours and aborts.
  T& value() & { return *operator->(); }
  const T& value() const& { return *operator->(); }
  T&& value() && { return std::move(*operator->()); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() {
    SHAKEDOWN_ASSERT(has_value());
    return std::get_if<0>(&state_);
  }
  const T* operator->() const {
    SHAKEDOWN_ASSERT(has_value());
    return std::get_if<0>(&state_);
  }

  Error& error() & {
    SHAKEDOWN_ASSERT(!has_value());
    return *std::get_if<1>(&state_);
  }
  const Error& error() const& {
    SHAKEDOWN_ASSERT(!has_value());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    SHAKEDOWN_ASSERT(!has_value());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : state_(std::move(error)) {}  // NOLINT: implicit by design

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const& {
    SHAKEDOWN_ASSERT(!has_value());
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    SHAKEDOWN_ASSERT(!has_value());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<std::monostate, Error> state_;
};

}  // namespace shakedown
