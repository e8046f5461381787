#include "core/clock.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace shakedown {
namespace {

std::string Padded(int value, size_t digits) {
  std::string text = std::to_string(value);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

std::optional<int64_t> Number(std::string_view digits) {
  int64_t value = 0;
  const auto* end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, value);
  if (problem != std::errc() || stopped != end || digits.empty()) return std::nullopt;
  return value;
}

struct CivilTime {
  int64_t year, month, day, hour, minute, second;
};

std::optional<UtcSeconds> FromCivil(const CivilTime& t) {
  using namespace std::chrono;  // NOLINT: calendar arithmetic reads badly otherwise
  if (t.month < 1 || t.month > 12 || t.year < 0 || t.year > 9999) return std::nullopt;
  const year_month_day date{year(static_cast<int>(t.year)), month(static_cast<unsigned>(t.month)),
                            day(static_cast<unsigned>(t.day))};
  const bool clock_ok = t.hour >= 0 && t.hour < 24 && t.minute >= 0 && t.minute < 60 &&
                        t.second >= 0 && t.second <= 60;
  if (t.day < 1 || !date.ok() || !clock_ok) return std::nullopt;
  return sys_days(date) + hours(t.hour) + minutes(t.minute) + seconds(t.second);
}

struct Unit {
  std::string_view name;
  int64_t milliseconds;
};
constexpr std::array<Unit, 6> kUnits = {{{"w", 604'800'000},
                                         {"d", 86'400'000},
                                         {"h", 3'600'000},
                                         {"m", 60'000},
                                         {"s", 1'000},
                                         {"ms", 1}}};
constexpr int64_t kHundredYears = 36'525LL * 86'400'000;

}  // namespace

Deadline Deadline::After(Milliseconds duration) {
  return Deadline(std::chrono::steady_clock::now() + duration);
}

Deadline Deadline::Within(Milliseconds duration) const {
  return Deadline(std::min(at_, std::chrono::steady_clock::now() + duration));
}

int Deadline::PollTimeout() const {
  const auto left = std::chrono::ceil<Milliseconds>(at_ - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 3'600'000));
}

UtcSeconds UtcNow() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string FormatUtc(UtcSeconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return Padded(static_cast<int>(date.year()), 4) + '-' +
         Padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + '-' +
         Padded(static_cast<int>(static_cast<unsigned>(date.day())), 2) + 'T' +
         Padded(static_cast<int>(clock.hours().count()), 2) + ':' +
         Padded(static_cast<int>(clock.minutes().count()), 2) + ':' +
         Padded(static_cast<int>(clock.seconds().count()), 2) + 'Z';
}

std::optional<UtcSeconds> ParseUtc(std::string_view text) {
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text[19] != 'Z') {
    return std::nullopt;
  }
  const auto year = Number(text.substr(0, 4)), month = Number(text.substr(5, 2));
  const auto day = Number(text.substr(8, 2)), hour = Number(text.substr(11, 2));
  const auto minute = Number(text.substr(14, 2)), second = Number(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  return FromCivil({*year, *month, *day, *hour, *minute, *second});
}

std::optional<UtcSeconds> ParseHttpDate(std::string_view text) {
  // "Sun, 06 Nov 1994 08:49:37 GMT"
  if (text.size() != 29 || text[3] != ',' || !text.ends_with(" GMT")) return std::nullopt;
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const size_t month = kMonths.find(text.substr(8, 3));
  const auto day = Number(text.substr(5, 2)), year = Number(text.substr(12, 4));
  const auto hour = Number(text.substr(17, 2)), minute = Number(text.substr(20, 2));
  const auto second = Number(text.substr(23, 2));
  if (month == std::string_view::npos || month % 3 != 0 || !day || !year || !hour || !minute ||
      !second) {
    return std::nullopt;
  }
  return FromCivil({*year, static_cast<int64_t>(month / 3 + 1), *day, *hour, *minute, *second});
}

std::optional<Milliseconds> ParseDuration(std::string_view text) {
  const size_t unit_at = text.find_first_not_of("-0123456789");
  if (unit_at == std::string_view::npos || unit_at == 0) return std::nullopt;
  const auto count = Number(text.substr(0, unit_at));
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& candidate) {
    return candidate.name == text.substr(unit_at);
  });
  if (!count || unit == kUnits.end()) return std::nullopt;
  if (std::abs(*count) > kHundredYears / unit->milliseconds) return std::nullopt;
  return Milliseconds(*count * unit->milliseconds);
}

std::string FormatDuration(Milliseconds duration) {
  const int64_t count = duration.count();
  if (count == 0) return "0s";
  const auto* unit = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& candidate) {
    return count % candidate.milliseconds == 0;
  });
  return std::to_string(count / unit->milliseconds) + std::string(unit->name);
}

std::string FormatSeconds(Milliseconds duration) {
  const int64_t count = std::max<int64_t>(0, duration.count());
  return std::to_string(count / 1000) + '.' + Padded(static_cast<int>(count % 1000), 3);
}

}  // namespace shakedown
