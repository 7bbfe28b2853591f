//! The legal calendar: local days, and when a period ends (民法典 200-204).
//!
//! How article 203 is read here. 201: the day on which a period begins is not counted. 203: if the last day is a statutory rest day
//! 法定休假日, the day after the rest ends is the last; it ends at 24:00. Rest days are Saturdays and Sundays and the holidays of
//! the State Council's yearly arrangement, without the weekend days that it makes working days. Nothing else moves: rest days
//! inside a period count, and a day that an announcement names (the close of the vote) is no period and stays. The move is
//! applied to least periods (publication, notice) as well as to limits (filing): it never gives owners less time.
//!
//! Mainland China has one time zone and no summer time since 1991, so the zone is a fixed offset in the data; no time zone
//! database, whose versions differ between machines, has a part in a legal date. Dates are of `jiff`, without its clock.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use serde::{Deserialize, Deserializer, de};

use super::values::{DayUnit, Period};

/// Time zone and rest days, part of the rule set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Local time minus UTC in minutes: 480 for China.
    pub utc_offset_minutes: i32,
    /// Years for which `holidays` and `working_weekends` are complete.
    pub years: Vec<i16>,
    /// Holidays 放假.
    pub holidays: Vec<Holiday>,
    /// Saturdays and Sundays that are worked 调休上班.
    #[serde(deserialize_with = "dates")]
    pub working_weekends: Vec<Date>,
}

/// Days off in a row.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// What it is called.
    pub name: String,
    /// First day.
    #[serde(deserialize_with = "date")]
    pub from: Date,
    /// Last day.
    #[serde(deserialize_with = "date")]
    pub to: Date,
}

/// Why a date cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// Whether a day is worked is not known.
    #[error("the rule set has no holiday table for {0}")]
    NoTable(i16),
    /// No date of the years -9999 to 9999, or no time zone.
    #[error("the date is out of range")]
    OutOfRange,
}

impl Calendar {
    /// The local date at a time in UTC milliseconds.
    pub fn date_at(&self, utc_ms: i64) -> Result<Date, CalendarFault> {
        let time = Timestamp::from_millisecond(utc_ms).map_err(|_| CalendarFault::OutOfRange)?;
        Ok(self.offset()?.to_datetime(time).date())
    }

    /// 24:00 of a local date, in UTC milliseconds: the first moment that is too late.
    pub fn end_of(&self, date: Date) -> Result<i64, CalendarFault> {
        let next = date.tomorrow().map_err(|_| CalendarFault::OutOfRange)?.at(0, 0, 0, 0);
        let time = self.offset()?.to_timestamp(next).map_err(|_| CalendarFault::OutOfRange)?;
        Ok(time.as_millisecond())
    }

    /// The last day of a period that begins on `start`, moved out of rest days as article 203 says.
    pub fn last_day(&self, start: Date, period: Period) -> Result<Date, CalendarFault> {
        let mut day = start;
        let mut left = period.count;
        while left > 0 {
            day = day.tomorrow().map_err(|_| CalendarFault::OutOfRange)?;
            if period.unit == DayUnit::Days || !self.is_rest_day(day)? {
                left = left.saturating_sub(1);
            }
        }
        while self.is_rest_day(day)? {
            day = day.tomorrow().map_err(|_| CalendarFault::OutOfRange)?;
        }
        Ok(day)
    }

    /// Whether a day is 法定休假日.
    pub fn is_rest_day(&self, day: Date) -> Result<bool, CalendarFault> {
        if !self.years.contains(&day.year()) {
            return Err(CalendarFault::NoTable(day.year()));
        }
        if self.holidays.iter().any(|holiday| holiday.from <= day && day <= holiday.to) {
            return Ok(true);
        }
        Ok(is_weekend(day) && !self.working_weekends.contains(&day))
    }

    fn offset(&self) -> Result<Offset, CalendarFault> {
        let seconds = self.utc_offset_minutes.checked_mul(60).ok_or(CalendarFault::OutOfRange)?;
        Offset::from_seconds(seconds).map_err(|_| CalendarFault::OutOfRange)
    }

    /// What is wrong with the table, if anything.
    pub(super) fn check(&self) -> Result<(), String> {
        if !(-720..=840).contains(&self.utc_offset_minutes) {
            return Err(format!("utc_offset_minutes: {} is not allowed, -720 to 840 is", self.utc_offset_minutes));
        }
        for Holiday { name, from, to } in &self.holidays {
            if from > to {
                return Err(format!("holidays: {name} ends before it begins"));
            }
            // A holiday of New Year may begin in the year before.
            if !self.years.contains(&from.year()) && !self.years.contains(&to.year()) {
                return Err(format!("holidays: {name} lies in no year of `years`"));
            }
        }
        for day in &self.working_weekends {
            let holiday = self.holidays.iter().any(|holiday| holiday.from <= *day && *day <= holiday.to);
            if !is_weekend(*day) || holiday || !self.years.contains(&day.year()) {
                return Err(format!("working_weekends: {day} is not a weekend day of `years` outside the holidays"));
            }
        }
        Ok(())
    }
}

pub(super) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// TOML's local date, and nothing with a time or zone.
fn civil<E: de::Error>(value: toml::value::Datetime) -> Result<Date, E> {
    let wrong = || E::custom(format!("`{value}` is not a date, e.g. 2026-10-01"));
    let toml::value::Datetime { date: Some(date), time: None, offset: None } = value else { return Err(wrong()) };
    let number = |part: u8| i8::try_from(part).map_err(|_| wrong());
    let year = i16::try_from(date.year).map_err(|_| wrong())?;
    Date::new(year, number(date.month)?, number(date.day)?).map_err(|_| wrong())
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    civil(toml::value::Datetime::deserialize(deserializer)?)
}

fn dates<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Date>, D::Error> {
    Vec::<toml::value::Datetime>::deserialize(deserializer)?.into_iter().map(civil).collect()
}
